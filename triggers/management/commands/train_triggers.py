"""`manage.py train_triggers`: teach the head of the second stage by the tuning part of the corpus."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from conversations.encoding.base import EncoderFault
from conversations.encoding.choose import current_encoder
from triggers import evaluation
from triggers.evaluation.teaching import train
from triggers.meaning.head import WEIGHTS


class Command(BaseCommand):
    """Write the weights anew; from the same corpus and encoder they come out the same to the byte."""

    help = (
        "Teach the head by the tuning part of the corpus and write its weights. Vectors are kept in the data "
        "directory between two runs. Progress goes to stderr."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--corpus-folder", type=Path, default=evaluation.CORPUS)
        parser.add_argument("--into", type=Path, default=WEIGHTS)

    def handle(self, *args: Any, **options: Any) -> None:
        encoder = current_encoder()
        if encoder is None:
            raise CommandError("This desk has no encoder, and a head is made for the vectors of one.")
        bar = evaluation.Bar(sys.stderr)
        kept = Path(settings.DATA_DIR) / evaluation.KEPT_VECTORS
        try:
            lessons = evaluation.lessons(options["corpus_folder"])
            self.stdout.write(train(encoder, lessons, kept=kept, into=options["into"], progress=bar))
        except (EncoderFault, evaluation.CorpusError) as error:
            raise CommandError(str(error)) from error
        finally:
            bar.finish()
