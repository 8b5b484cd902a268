"""Customers for whom nobody will act unless somebody is told: states that should not last, or not be.

Each check is one query over a small partial index; it returns the conversations' ids, the longest waiting first.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from conversations.enums import Author, Delivery, Direction, Floor, Status
from conversations.models import Conversation, Message
from conversations.services.floor import SUPERSEDED
from handoffdesk.operations.watchdog.prepared import find_keys
from routing.enums import DeadlineState
from routing.models import Deadline, Handoff

Check = Callable[[datetime], QuerySet[Conversation]]
# More ids make no alarm clearer.
SHOWN = 5
# An open handoff has been announced, and its deadlines armed, within this.
SETTLED = timedelta(seconds=60)
# A reply that was refused is somebody's matter for so long.
UNDELIVERED = timedelta(hours=1)


def unanswered_by_ai(now: datetime) -> QuerySet[Conversation]:
    """The AI has the floor, the customer wrote last, and there is still no answer: a ghost."""
    return _unanswered(now).filter(floor=Floor.AI)


def unanswered_by_nobody(now: datetime) -> QuerySet[Conversation]:
    """Nobody has the floor, the work is open, and the customer wrote last: no automatic step will follow."""
    return _unanswered(now).filter(floor=Floor.NOBODY)


def held_by_nobody(now: datetime) -> QuerySet[Conversation]:
    """A person has the floor, but no active one: the account was deleted or switched off."""
    return _unanswered(now).filter(Q(holder__isnull=True) | Q(holder__is_active=False), floor=Floor.HUMAN)


def queued_without_handoff(_now: datetime) -> QuerySet[Conversation]:
    """A person was promised, but no episode is open: nobody is told, no clock runs."""
    return _queued().filter(~Exists(_open_handoffs()))


def handoff_not_announced(now: datetime) -> QuerySet[Conversation]:
    """An episode is open and nobody was told of it."""
    return _queued().filter(Exists(_open_handoffs().filter(notified_at__isnull=True, detected_at__lte=now - SETTLED)))


def handoff_without_clock(now: datetime) -> QuerySet[Conversation]:
    """An episode is open, but no deadline is armed: nobody will ever be reminded."""
    armed = Deadline.objects.filter(handoff=OuterRef("pk"), state=DeadlineState.ARMED)
    return _queued().filter(Exists(_open_handoffs().filter(~Exists(armed), detected_at__lte=now - SETTLED)))


def overdue_and_untold(now: datetime) -> QuerySet[Conversation]:
    """The promised time of the first answer has passed and nobody was told of that."""
    late = Q(answer_due_at__lte=now - SETTLED, first_reply_at__isnull=True, first_response_breached_at__isnull=True)
    return _queued().filter(Exists(_open_handoffs().filter(late)))


def undelivered(now: datetime) -> QuerySet[Conversation]:
    """The last thing that we said was refused by the channel or lost, and no person holds the conversation."""
    dead = Message.objects.filter(
        delivery__in=(Delivery.FAILED, Delivery.UNKNOWN),
        direction=Direction.OUTBOUND,
        created_at__gte=now - UNDELIVERED,
        version=F("conversation__last_version"),
    ).exclude(delivery_error=SUPERSEDED)
    return (
        Conversation.objects.filter(pk__in=dead.order_by().values("conversation"))
        .exclude(status=Status.RESOLVED)
        .exclude(floor=Floor.HUMAN)
        .order_by("last_message_at")
    )


CHECKS: dict[str, Check] = {
    "unanswered_by_ai": unanswered_by_ai,
    "unanswered_by_nobody": unanswered_by_nobody,
    "held_by_nobody": held_by_nobody,
    "queued_without_handoff": queued_without_handoff,
    "handoff_not_announced": handoff_not_announced,
    "handoff_without_clock": handoff_without_clock,
    "overdue_and_untold": overdue_and_untold,
    "undelivered": undelivered,
}


def find_forgotten() -> Iterator[tuple[str, str]]:
    """Yield the kind and the detail of each alarm that is due because of a customer: one query for each check."""
    now = timezone.now()
    for kind, check in CHECKS.items():
        ids = find_keys(check, now, limit=SHOWN + 1)
        if ids:
            yield kind, _listed(ids)


def _unanswered(now: datetime) -> QuerySet[Conversation]:
    """Conversations whose last word is the customer's; a reaction asks for no answer and does not count."""
    before = now - timedelta(seconds=settings.WATCHDOG_UNANSWERED_SECONDS)
    return Conversation.objects.filter(
        ~Q(status=Status.RESOLVED),
        last_author=Author.LEAD,
        last_inbound_at__lte=before,
        last_version=F("last_inbound_version"),
    ).order_by("last_inbound_at")


def _queued() -> QuerySet[Conversation]:
    return Conversation.objects.filter(floor=Floor.QUEUE).order_by("waiting_since")


def _open_handoffs() -> QuerySet[Handoff]:
    return Handoff.objects.filter(conversation=OuterRef("pk"), ended_at__isnull=True).order_by()


def _listed(ids: list[UUID]) -> str:
    more = " ..." if len(ids) > SHOWN else ""
    return "conversations " + " ".join(str(one) for one in ids[:SHOWN]) + more
