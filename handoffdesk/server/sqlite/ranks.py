"""A job's place among those who wait to write on SQLite, by the queue that it came from."""

from typing import Any

from celery import signals

from handoffdesk.server.sqlite.writers import Rank, current_rank

RANKS = {"outbound": Rank.OUTBOUND, "relay": Rank.BACKGROUND, "sweeps": Rank.BACKGROUND}


def take_rank(task: Any, **_: Any) -> None:
    """Before a job: note its rank."""
    current_rank.set(RANKS.get((task.request.delivery_info or {}).get("routing_key", ""), Rank.REQUEST))


def connect() -> None:
    """Note the rank of each job before it runs."""
    signals.task_prerun.connect(take_rank)
