"""Arming, cancelling and sweeping deadlines."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conversations.failures import describe
from conversations.models import Conversation
from conversations.services.thread import Thread, lock_thread
from routing.enums import DeadlineKind, DeadlineState
from routing.models import Deadline, Handoff

logger = logging.getLogger(__name__)

Handler = Callable[[Thread, Handoff | None], None]
BATCH = 200


def arm(thread: Thread, *, kind: DeadlineKind, due_at: datetime, handoff: Handoff | None = None) -> None:
    """Arm a deadline; one of the same kind that is still armed is moved."""
    moved = Deadline.objects.filter(
        conversation=thread.conversation, handoff=handoff, kind=kind, state=DeadlineState.ARMED
    ).update(due_at=due_at)
    if not moved:
        Deadline.objects.create(conversation=thread.conversation, handoff=handoff, kind=kind, due_at=due_at)


def cancel(
    thread: Thread, *, handoff: Handoff | None = None, kinds: Collection[DeadlineKind] = tuple(DeadlineKind)
) -> None:
    """Cancel the armed deadlines of these kinds."""
    armed = Deadline.objects.filter(
        conversation=thread.conversation, handoff=handoff, kind__in=kinds, state=DeadlineState.ARMED
    )
    armed.update(state=DeadlineState.CANCELLED, settled_at=thread.now)


def sweep(handlers: dict[DeadlineKind, Handler], *, now: datetime | None = None, limit: int = BATCH) -> int:
    """Act on deadlines that are due, each exactly once however many sweeps run; return how many were acted on.

    Each deadline is claimed by a conditional UPDATE inside its conversation's transaction, together with what it
    causes.
    One that raises is logged and left armed for the next sweep; it does not keep the others waiting.
    """
    now = now or timezone.now()
    due = Deadline.objects.filter(state=DeadlineState.ARMED, due_at__lte=now).order_by("due_at")
    acted = 0
    for deadline_id, conversation_id in list(due.values_list("pk", "conversation_id")[:limit]):
        try:
            acted += _act(handlers, deadline_id, conversation_id, now)
        except Exception as error:  # noqa: BLE001 - noted without its text; the others go on
            logger.error("deadline failed", extra={"deadline": deadline_id, **describe(error)})  # noqa: TRY400 - no text
    return acted


def _act(handlers: dict[DeadlineKind, Handler], deadline_id: int, conversation_id: UUID, now: datetime) -> int:
    with transaction.atomic():
        try:
            with lock_thread(conversation_id) as thread:
                rows = Deadline.objects.filter(pk=deadline_id, state=DeadlineState.ARMED, due_at__lte=now)
                if not rows.update(state=DeadlineState.FIRED, settled_at=thread.now):
                    return 0
                deadline = Deadline.objects.select_related("handoff").get(pk=deadline_id)
                handlers[DeadlineKind(deadline.kind)](thread, deadline.handoff)
        except Conversation.DoesNotExist:
            return 0
    return 1


def rearm(thread: Thread, handoff: Handoff, *, kind: DeadlineKind, after: timedelta) -> None:
    """Arm the same kind again: an open handoff is never without a clock."""
    arm(thread, kind=kind, due_at=thread.now + after, handoff=handoff)
