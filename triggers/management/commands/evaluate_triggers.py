"""`manage.py evaluate_triggers`: the shipped scenarios against labelled rows, and both stages against the corpus."""

import subprocess
import sys
import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from conversations.encoding.base import EncoderFault
from conversations.encoding.choose import current_encoder
from triggers import evaluation
from triggers.judging import shipped_ruleset
from triggers.matching.lexicon import shipped_lexicon
from triggers.meaning.head import HeadError
from triggers.presets import load_preset

_REPORTS = {
    "text": (evaluation.as_text, evaluation.ablation_text, evaluation.support_text),
    "json": (evaluation.as_json, evaluation.ablation_json, evaluation.support_json),
    "html": (evaluation.as_html, evaluation.ablation_html, evaluation.support_html),
}


class Command(BaseCommand):
    """Measure each goal, per source and per kind, and list the errors."""

    help = (
        "Judge the labelled rows (*.jsonl.gz) of a folder with the shipped scenarios and print every goal's figure, "
        "with the errors by kind. With --corpus or --final, judge what independent writers wrote, by both stages. "
        "Progress goes to stderr."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", help="The folder of labelled rows.")
        parser.add_argument("--report", choices=sorted(_REPORTS), default="text")
        parser.add_argument("--sets", nargs="*", default=[], help="Only these sets, for example: explicit cancel.")
        parser.add_argument(
            "--small", action="store_true", help="Use the thinner <set>_small files where there are any."
        )
        other = parser.add_mutually_exclusive_group()
        other.add_argument(
            "--ablate", action="store_true", help="Measure the goals again without each part of the engine."
        )
        other.add_argument(
            "--support", action="store_true", help="Count for each shipped phrase in how many rows it is needed."
        )
        part = parser.add_mutually_exclusive_group()
        part.add_argument(
            "--corpus", choices=(evaluation.TUNING, evaluation.CHECK), help="Judge this part of the written corpus."
        )
        part.add_argument(
            "--final",
            action="store_true",
            help="Open the corpus' final part and log its figures in docs/evaluation.md: five times at the most.",
        )
        parser.add_argument("--patterns-only", action="store_true", help="Of the corpus: leave the second stage out.")
        parser.add_argument("--errors", type=Path, help="Of the check part: write its fifty worst errors to this file.")
        parser.add_argument("--corpus-folder", type=Path, default=evaluation.CORPUS)
        parser.add_argument("--log", type=Path, default=settings.BASE_DIR / "docs" / "evaluation.md")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["final"] or options["corpus"]:
            self._judge_corpus(options)
            return
        if options["folder"] is None:
            raise CommandError("Name a folder of labelled rows, or a part of the corpus with --corpus.")
        try:
            folder = evaluation.find_sets(options["folder"], options["sets"], small=options["small"])
        except FileNotFoundError as error:
            raise CommandError(str(error)) from error
        bar = evaluation.Bar(sys.stderr, 1 + len(evaluation.PARTS) if options["ablate"] else 1)
        try:
            self.stdout.write(_measure(folder, bar, options))
        except evaluation.UnreadableRowError as error:
            raise CommandError(str(error)) from error
        finally:
            bar.finish()

    def _judge_corpus(self, options: dict[str, Any]) -> None:
        if options["errors"] and options["corpus"] != evaluation.CHECK:
            raise CommandError("Errors are listed for the check part alone.")
        bar = evaluation.Bar(sys.stderr)
        run = evaluation.CorpusRun(
            ruleset=shipped_ruleset(),
            encoder=None if options["patterns_only"] else current_encoder(),
            kept=Path(settings.DATA_DIR) / evaluation.KEPT_VECTORS,
            progress=bar,
            folder=options["corpus_folder"],
        )
        try:
            if options["final"]:
                shown = evaluation.open_final(run, options["log"], (_today(), _version(), _commit()))
            else:
                outcomes = run.judge(options["corpus"])
                shown = evaluation.part_report(options["corpus"], outcomes)
                if options["errors"]:
                    options["errors"].write_text(evaluation.worst_errors(outcomes), encoding="utf-8")
        except (evaluation.CorpusError, evaluation.FinalPartError, EncoderFault, HeadError) as error:
            raise CommandError(str(error)) from error
        finally:
            bar.finish()
        self.stdout.write(shown)


def _today() -> str:
    return timezone.now().date().isoformat()


def _version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def _commit() -> str:
    """Return the commit that is judged, marked where files differ from it; "-" outside a repository."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    asked = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    return asked.stdout.strip() or "-"


def _measure(folder: evaluation.Folder, bar: evaluation.Bar, options: dict[str, Any]) -> str:
    plain, ablation, support = _REPORTS[options["report"]]
    if options["ablate"]:
        return ablation(*evaluation.ablate(folder, load_preset("general").rules, shipped_lexicon(), bar))
    if options["support"]:
        return support(evaluation.measure_support(folder, shipped_ruleset(), bar))
    judged = evaluation.judge_folder(folder, shipped_ruleset(), bar)
    return plain(evaluation.measure_goals(judged), judged)
