"""`manage.py evaluate_triggers DIR`: the shipped scenarios against labelled rows."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from triggers import evaluation
from triggers.judging import shipped_ruleset
from triggers.matching.lexicon import shipped_lexicon
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
        "with the errors by kind. Progress goes to stderr."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
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

    def handle(self, *args: Any, **options: Any) -> None:
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


def _measure(folder: evaluation.Folder, bar: evaluation.Bar, options: dict[str, Any]) -> str:
    plain, ablation, support = _REPORTS[options["report"]]
    if options["ablate"]:
        return ablation(*evaluation.ablate(folder, load_preset("general").rules, shipped_lexicon(), bar))
    if options["support"]:
        return support(evaluation.measure_support(folder, shipped_ruleset(), bar))
    judged = evaluation.judge_folder(folder, shipped_ruleset(), bar)
    return plain(evaluation.measure_goals(judged), judged)
