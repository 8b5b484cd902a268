"""Jobs of the triggers floor."""

from typing import Any
from uuid import UUID

from celery import shared_task

from triggers.services.backtests import control as backtests


@shared_task(name="triggers.run_backtest")
def run_backtest(*, backtest_id: str, **_: Any) -> None:
    """Start the process of one back-test."""
    backtests.launch_backtest(backtest_id=UUID(backtest_id))


@shared_task(name="triggers.sweep_backtests")
def sweep_backtests(**_: Any) -> None:
    """Find back-tests that were left behind."""
    backtests.sweep_backtests()
