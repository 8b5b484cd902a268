"""Arming, cancelling and sweeping deadlines."""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from conversations import clock, failpoints, rows
from conversations.failures import describe
from conversations.models import Conversation
from conversations.models.conversation import NOTHING_DUE
from conversations.services.thread import Thread, lock_thread
from routing.enums import DeadlineKind, DeadlineState
from routing.models import Deadline, Handoff, Task

logger = logging.getLogger(__name__)

Handler = Callable[[Thread, Deadline], None]
BATCH = 200
# A claim whose worker died is free again after this long, and this much later for each deadline in it.
LEASE = timedelta(seconds=10)
LEASE_FOR_EACH = timedelta(milliseconds=20)
# No claim is longer: one that ends later was made while the clock was wrong, and counts for nothing.
LONGEST_LEASE = timedelta(minutes=2)


def arm(
    thread: Thread,
    *,
    kind: DeadlineKind,
    due_at: datetime,
    handoff: Handoff | None = None,
    task: Task | None = None,
) -> None:
    """Arm a deadline of a handoff, of a task or of the conversation; one of the kind that is still armed is moved."""
    whose = {"conversation": thread.conversation, "handoff": handoff, "task": task, "kind": kind}
    moved = Deadline.objects.filter(**whose, state=DeadlineState.ARMED).update(due_at=due_at, claim_ends_at=None)
    if not moved:
        Deadline.objects.create(**whose, due_at=due_at)
    if kind == DeadlineKind.FIRST_RESPONSE:
        thread.conversation.due_at = due_at


def start(thread: Thread, handoff: Handoff, due: Mapping[DeadlineKind, datetime], *, task: Task | None) -> None:
    """Arm the deadlines of a new handoff and of its task, which have none yet, with one statement."""
    conversation = thread.conversation
    conversation.due_at = due.get(DeadlineKind.FIRST_RESPONSE, NOTHING_DUE)
    new = [Deadline(conversation=conversation, handoff=handoff, kind=kind, due_at=at) for kind, at in due.items()]
    if task is not None:
        new.append(Deadline(conversation=conversation, task=task, kind=DeadlineKind.TASK_DUE, due_at=task.due_at))
    rows.insert(*new)


def cancel(
    thread: Thread,
    *,
    handoff: Handoff | None = None,
    kinds: Collection[DeadlineKind] = tuple(DeadlineKind),
) -> None:
    """Cancel the armed deadlines of these kinds of a handoff, or of the conversation alone."""
    armed = Deadline.objects.filter(
        conversation=thread.conversation, handoff=handoff, task=None, kind__in=kinds, state=DeadlineState.ARMED
    )
    cancelled = armed.update(state=DeadlineState.CANCELLED, settled_at=thread.now)
    if DeadlineKind.FIRST_RESPONSE in kinds and (cancelled or thread.conversation.due_at <= thread.now):
        done = DeadlineKind.RESOLUTION in kinds
        promised = handoff.resolution_due_at if handoff and not done else None
        thread.conversation.due_at = promised or NOTHING_DUE


def cancel_for_task(thread: Thread, task: Task) -> None:
    """Cancel what is still armed for a task that is settled."""
    armed = Deadline.objects.filter(task=task, state=DeadlineState.ARMED)
    armed.update(state=DeadlineState.CANCELLED, settled_at=thread.now)


def is_past(thread: Thread, handoff: Handoff, kind: DeadlineKind) -> bool:
    """Whether a deadline is due that no sweep has acted on yet."""
    return _armed(thread.now).filter(handoff=handoff, kind=kind).exists()


def claim(*, now: datetime, limit: int = BATCH) -> datetime | None:
    """Claim what is due and nobody's, the earliest first; return until when it is ours, None when there was nothing.

    One short transaction that waits for no lock: sweeps at the same moment take different deadlines. A claim is a
    lease, not an act. It keeps others from the same work; that nothing happens twice is `act`'s condition.
    """
    due = _free(now)
    if not due.exists():
        return None
    with transaction.atomic():
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        until = now + min(LEASE + len(ids) * LEASE_FOR_EACH, LONGEST_LEASE)
        Deadline.objects.filter(pk__in=ids).update(claim_ends_at=until)
    return until if ids else None


def is_any_due() -> bool:
    """Return whether a claim would find anything now."""
    return _free(clock.now()).exists()


def is_any_claimed(*, now: datetime) -> bool:
    """Return whether somebody is at work on claimed deadlines."""
    return _armed(now).filter(claim_ends_at__gt=now, claim_ends_at__lte=now + LONGEST_LEASE).exists()


def act(
    handlers: Mapping[DeadlineKind, Handler], *, until: datetime, after: int = 0, limit: int = BATCH
) -> tuple[int, int]:
    """Act on deadlines of the claim that ends at `until`, each exactly once however many try.

    Each is marked by a conditional UPDATE inside its conversation's transaction, together with what it causes.
    One that raises is logged and left armed until its claim ends; it does not keep the others waiting.
    Return how many were acted on, and the key after which the rest of the claim begins, 0 when there is none.
    """
    now, acted, place = clock.now(), 0, 0
    claimed = _armed(now).filter(claim_ends_at=until, pk__gt=after).order_by("pk")
    due = list(claimed.values_list("pk", "conversation_id")[:limit])
    for place, conversation_id in due:
        try:
            acted += _act(handlers, place, conversation_id, now)
        except Exception as error:  # noqa: BLE001 - noted without its text; the others go on
            logger.error("deadline failed", extra={"deadline": place, **describe(error)})  # noqa: TRY400 - no text
    return acted, place if len(due) == limit else 0


def _armed(now: datetime) -> QuerySet[Deadline]:
    return Deadline.objects.filter(state=DeadlineState.ARMED, due_at__lte=now)


def _free(now: datetime) -> QuerySet[Deadline]:
    unclaimed = Q(claim_ends_at=None) | Q(claim_ends_at__lte=now) | Q(claim_ends_at__gt=now + LONGEST_LEASE)
    return _armed(now).filter(unclaimed).order_by("due_at")


def _act(handlers: Mapping[DeadlineKind, Handler], deadline_id: int, conversation_id: UUID, now: datetime) -> int:
    try:
        with lock_thread(conversation_id) as thread:
            if not _armed(now).filter(pk=deadline_id).update(state=DeadlineState.FIRED, settled_at=thread.now):
                return 0
            failpoints.reach("deadline.claimed")
            deadline = Deadline.objects.select_related("handoff", "task").get(pk=deadline_id)
            handlers[DeadlineKind(deadline.kind)](thread, deadline)
    except Conversation.DoesNotExist:
        return 0
    return 1


def rearm(thread: Thread, handoff: Handoff, *, kind: DeadlineKind, after: timedelta) -> None:
    """Arm the same kind again: an open handoff is never without a clock."""
    arm(thread, kind=kind, due_at=thread.now + after, handoff=handoff)
