"""Rows that somebody should have acted on by now: outbox, AI turns, deadlines, events, stored webhooks, channels."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from conversations.enums import Delivery, Direction, InboundState, TurnState
from conversations.models import AiTurn, ChannelAccount, Event, InboundEvent, Message
from conversations.services.delivery import LEASE
from handoffdesk.operations.watchdog.prepared import count_rows
from routing.enums import DeadlineState
from routing.models import Deadline
from triggers.services.rules import damage_of_published

Check = Callable[[datetime], "QuerySet[Model]"]
# Counting stops here: a larger backlog is no other alarm.
COUNTED = 1000


def outbox(before: datetime) -> "QuerySet[Message]":
    """Messages that should have been sent; one that waits behind an earlier one's retry is not late."""
    earlier = Message.objects.filter(
        conversation=OuterRef("conversation"),
        version__lt=OuterRef("version"),
        delivery=Delivery.QUEUED,
        next_attempt_at__gt=before,
    )
    late = Q(delivery=Delivery.QUEUED, next_attempt_at__lte=before) | Q(
        delivery=Delivery.SENDING, sending_at__lte=before - LEASE
    )
    rows = Message.objects.filter(late, ~Exists(earlier), direction=Direction.OUTBOUND)
    return rows.exclude(account__health=ChannelAccount.Health.BROKEN)


def turns(before: datetime) -> "QuerySet[AiTurn]":
    """AI turns that nobody runs."""
    late = Q(state=TurnState.DUE) | Q(state=TurnState.RUNNING, lease_ends_at__lte=before)
    return AiTurn.objects.filter(late, due_at__lte=before)


def deadlines(before: datetime) -> "QuerySet[Deadline]":
    """Deadlines that nobody acted on."""
    return Deadline.objects.filter(state=DeadlineState.ARMED, due_at__lte=before)


def events(before: datetime) -> "QuerySet[Event]":
    """Events that nobody was told of."""
    return Event.objects.filter(relayed_at__isnull=True, created_at__lte=before)


def inbound(before: datetime) -> "QuerySet[InboundEvent]":
    """Webhooks that were stored and not processed."""
    return InboundEvent.objects.filter(state=InboundState.STORED, received_at__lte=before)


CHECKS: dict[str, Check] = {
    "outbox_late": outbox,
    "turns_late": turns,
    "deadlines_late": deadlines,
    "events_late": events,
    "inbound_late": inbound,
}


def find_backlog() -> Iterator[tuple[str, str]]:
    """Yield kind and detail of each backlog that is older than the limit, of damaged rules, and of broken channels."""
    before = timezone.now() - timedelta(seconds=settings.WATCHDOG_BACKLOG_SECONDS)
    for kind, check in CHECKS.items():
        late = count_rows(check, before, limit=COUNTED)
        if late:
            more = " or more" if late == COUNTED else ""
            yield kind, f"{late}{more} later than {settings.WATCHDOG_BACKLOG_SECONDS} s"
    if damage := damage_of_published():
        yield "rules_damaged", damage
    broken = ChannelAccount.objects.filter(is_active=True, health=ChannelAccount.Health.BROKEN)
    accounts = [str(pk) for pk in broken.order_by("pk").values_list("pk", flat=True)]
    if accounts:
        yield "channel_broken", "channel accounts " + " ".join(accounts)
