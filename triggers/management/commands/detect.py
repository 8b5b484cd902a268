"""`manage.py detect`: JSON lines on stdin, decisions on stdout."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from triggers.judging import judge_lines, shipped_ruleset


class Command(BaseCommand):
    """Judge messages with the shipped scenarios."""

    help = "Read JSON lines {id, text, lang?, context?} on stdin and write each decision, in order. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--flush", action="store_true", help="Write each answer at once, for interactive use.")

    def handle(self, *args: Any, **options: Any) -> None:
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]  # a text stream here
        good = bad = 0
        for row in judge_lines(sys.stdin, shipped_ruleset()):
            good, bad = (good, bad + 1) if "error" in row else (good + 1, bad)
            self.stdout.write(json.dumps(row, ensure_ascii=True))
            if options["flush"]:
                self.stdout.flush()
        if bad and not good:
            raise CommandError(_("No line could be read."))
