"""Jobs of the routing floor."""

from datetime import datetime
from typing import Any
from uuid import UUID

from celery import shared_task

from routing.services import clocks, intake, summaries
from routing.services.turns import plan, run


@shared_task(name="routing.run_turn")
def run_turn(*, turn_id: int, **_: Any) -> None:
    """Let the AI answer one turn."""
    run.run_turn(turn_id=turn_id)


@shared_task(name="routing.write_summary")
def write_summary(*, handoff_id: str, **_: Any) -> None:
    """Add the AI's summary to a handoff."""
    summaries.summarise(handoff_id=UUID(handoff_id))


@shared_task(name="routing.sweep_turns")
def sweep_turns(**_: Any) -> None:
    """Find AI turns that were left behind."""
    plan.sweep_turns()


@shared_task(name="routing.sweep_deadlines")
def sweep_deadlines(**_: Any) -> None:
    """Act on deadlines that are due."""
    clocks.sweep_deadlines()


@shared_task(name="routing.act_on_deadlines")
def act_on_deadlines(*, until: str, after: int, **_: Any) -> None:
    """Act on a part of the deadlines that a sweep has claimed."""
    clocks.act_on_claimed(until=datetime.fromisoformat(until), after=after)


@shared_task(name="routing.sweep_inbound")
def sweep_inbound(**_: Any) -> None:
    """Process stored webhooks that were left behind."""
    intake.sweep_inbound()
