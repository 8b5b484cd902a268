"""`manage.py backtest ID`: the process that judges the messages of one back-test."""

import os
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from triggers.services.backtests.run import note_failure, run_backtest

# Customers' messages go first.
NICE = 10


class Command(BaseCommand):
    """Started by the job `triggers.run_backtest`; by hand it goes on with one whose process has died."""

    help = "Judge the messages of a back-test that was asked for in the admin, from where it stands."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backtest", type=UUID)
        parser.add_argument("--processes", type=int, default=2, help="that judge (default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        os.nice(NICE)
        try:
            state = run_backtest(backtest_id=options["backtest"], processes=options["processes"])
        except Exception as error:
            note_failure(backtest_id=options["backtest"], error=error)
            raise
        self.stdout.write(str(state.label) if state else "nothing to do")
