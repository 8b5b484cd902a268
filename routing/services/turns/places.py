"""Which turns may run now: a place at their model server, and how much time is left for the customer who waits."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from conversations import rows
from conversations.ai.breaker import breaker
from conversations.ai.slots import Slots
from conversations.ai.types import Engine
from conversations.enums import TurnState
from conversations.models import AiProfile, AiTurn
from conversations.wake import wake

#: In this process; the `ai` queue must have more threads than this (docs/operations.md).
slots = Slots(settings.AI_CALLS_PER_SERVER)
#: With less than this, the model is not asked any more.
LEAST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class WaitingTurn:
    """A turn that nobody runs yet: since when it is due, and where its AI is (empty: the built-in answerer)."""

    due_at: datetime
    base_url: str
    timeout: float

    @property
    def is_too_late(self) -> bool:
        """Whether the customer has waited so long for a place that a person is the better answer."""
        return timezone.now() - self.due_at > timedelta(seconds=self.timeout)


def find_waiting(turn_id: int) -> WaitingTurn | None:
    """Return the turn if it is due and not begun."""
    joined = ("conversation", "conversation__account", "conversation__account__ai_profile")
    turn = rows.find(AiTurn, *joined, id=turn_id, state=TurnState.DUE)
    if turn is None:
        return None
    profile = turn.conversation.account.ai_profile or rows.find(AiProfile, is_default=True) or AiProfile()
    return WaitingTurn(turn.due_at, profile.base_url, float(profile.timeout_seconds))


def in_time(engine: Engine, due_at: datetime) -> Engine:
    """Return the engine with what is left of its time when its server has failed lately.

    A healthy server gets the whole time, also for customers who waited while the desk was down.
    """
    if not engine.base_url or not breaker.standing(engine.base_url).failures:
        return engine
    waited = max((timezone.now() - due_at).total_seconds(), 0.0)
    return replace(engine, timeout=max(engine.timeout - waited, LEAST_SECONDS))


def leave_place(base_url: str) -> None:
    """Give the place back, and wake the turns that have waited longest when somebody waits for one."""
    if not slots.give_back(base_url):
        return
    due = AiTurn.objects.filter(state=TurnState.DUE, due_at__lte=timezone.now()).order_by("due_at")
    for turn_id in due.values_list("pk", flat=True)[: settings.AI_CALLS_PER_SERVER]:
        wake("routing.run_turn", turn_id=turn_id)
