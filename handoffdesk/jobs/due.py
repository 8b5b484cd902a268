"""Whether a sweep would find anything: one short look that the embedded desk takes before it sends the job.

Each look is at the very rows that the sweep takes, so what is due is acted on as soon as it would be without it.
"""

from collections.abc import Callable

from conversations.services.delivery import due_messages
from conversations.services.vectors import old_vectors
from notifications.services.deliveries import due_deliveries
from notifications.services.relay import left_behind
from routing.services.deadlines import is_any_due
from routing.services.intake import waiting_updates
from routing.services.turns.plan import lost_turns
from triggers.services.backtests.control import unfinished

LOOKS: dict[str, Callable[[], bool]] = {
    "routing.sweep_turns": lambda: lost_turns().exists(),
    "routing.sweep_deadlines": is_any_due,
    "conversations.sweep_outbox": lambda: due_messages().exists(),
    "conversations.sweep_vectors": lambda: old_vectors().exists(),
    "notifications.sweep_events": lambda: left_behind().exists(),
    "notifications.sweep_deliveries": lambda: due_deliveries().exists(),
    "routing.sweep_inbound": lambda: waiting_updates().exists(),
    "triggers.sweep_backtests": lambda: unfinished().exists(),
}


def finds_nothing(job: str) -> bool:
    """Return whether this job is a sweep that would find no row; any other job is sent as it comes."""
    look = LOOKS.get(job)
    return look is not None and not look()
