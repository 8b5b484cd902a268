"""`manage.py evaluate_triggers DIR`: the shipped scenarios against labelled rows."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from triggers.evaluation import as_html, as_json, as_text, judge_folder, measure_goals
from triggers.judging import shipped_ruleset

_REPORTS = {"text": as_text, "json": as_json, "html": as_html}


class Command(BaseCommand):
    """Measure each goal, per source and per kind, and list the errors."""

    help = "Judge the labelled rows (*.jsonl.gz) of a folder with the shipped scenarios and print every goal's figure."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--report", choices=sorted(_REPORTS), default="text")
        parser.add_argument("--sets", nargs="*", default=[], help="Only these sets, for example: explicit cancel.")

    def handle(self, *args: Any, **options: Any) -> None:
        def progress(name: str, number: int) -> None:
            self.stderr.write(f"\r{name}: {number}   ", ending="")

        try:
            judged = judge_folder(options["folder"], shipped_ruleset(), progress, tuple(options["sets"]))
        except FileNotFoundError as error:
            raise CommandError(str(error)) from error
        self.stderr.write("")
        self.stdout.write(_REPORTS[options["report"]](measure_goals(judged), judged))
