"""After the commit: tells people and browsers what happened, once for each event."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from conversations import failpoints, rows
from conversations.adapters.declaration import Door
from conversations.adapters.registry import get_channel
from conversations.events import Seen, seen_by
from conversations.events.talk import FloorChanged
from conversations.events.work import AssignmentChanged, HandoffOpened
from conversations.models import Conversation, Event, Message
from notifications.kinds import KINDS
from notifications.models import Notification
from notifications.realtime import groups, publisher
from notifications.realtime.payloads import (
    conversation_groups,
    event_text,
    losers_of,
    moved_text,
)
from notifications.realtime.visitor import floor_text, hands_of, hands_text, is_visible, message_text
from notifications.services import deliveries
from notifications.transports.in_app import transport as in_app
from notifications.wording import params_of
from routing.models import Handoff
from routing.payloads import LiveRow
from routing.payloads.conversation import bring_open_handoff, live_row

logger = logging.getLogger(__name__)

BATCH = 200
LEFT_BEHIND = timedelta(seconds=3)
SHOWN_TO_VISITORS = frozenset(seen_by(Seen.VISITOR))

Push = tuple[tuple[str, ...], str]


def relay(*, conversation_id: UUID) -> int:
    """Make the notifications of a conversation's new events, mark them relayed, then push; return how many events.

    Two relays at once share the work: each event is marked by one of them. The push is best effort, the rows are not.
    """
    done = 0
    while events := _new_events(conversation_id):
        pushes = _relay_batch(conversation_id, events)
        for names, text in pushes or ():
            publisher.publish(names, text)
        if pushes is not None:
            done += len(events)
            if len(events) < BATCH:
                break  # What was recorded since then has a wake-up of its own.
    return done


def sweep_events(*, limit: int = 100) -> int:
    """Relay events whose wake-up was lost; return how many conversations."""
    ids = list(
        left_behind()
        .order_by()
        .values("conversation_id")
        .annotate(first=Min("created_at"))
        .order_by("first")
        .values_list("conversation_id", flat=True)[:limit]
    )
    for conversation_id in ids:
        relay(conversation_id=conversation_id)
    return len(ids)


def left_behind() -> QuerySet[Event]:
    """Return the events that nobody was told of, though there was time to."""
    return Event.objects.filter(relayed_at__isnull=True, created_at__lte=timezone.now() - LEFT_BEHIND)


def _new_events(conversation_id: UUID) -> list[Event]:
    return rows.select(Event, "user", conversation_id=conversation_id, relayed_at=None, order="version", limit=BATCH)


def _relay_batch(conversation_id: UUID, events: Sequence[Event]) -> list[Push] | None:
    """Mark the events and write their notifications; return what to push, or None when another relay was quicker.

    Everything is read before the transaction and made into text after it: on SQLite it keeps all others from writing.
    """
    conversation = _read_conversation(conversation_id)
    row = live_row(conversation)
    notes = {event.pk: _notes_of(conversation, event, row["reason"]) for event in events}
    if not _mark(events, notes):
        return None
    return [push for event in events for push in _pushes_of(conversation, event, row, notes[event.pk])]


def _read_conversation(conversation_id: UUID) -> Conversation:
    """Return what the live row shows: with the open handoff one statement, without one a second."""
    around = ("lead", "account", "team", "holder")
    joined = ("conversation", *(f"conversation__{name}" for name in around))
    handoff = rows.find(Handoff, *joined, conversation_id=conversation_id, ended_at=None)
    conversation = handoff.conversation if handoff else rows.find(Conversation, *around, id=conversation_id)
    if conversation is None:
        raise Conversation.DoesNotExist
    bring_open_handoff(conversation, handoff)
    return conversation


def _mark(events: Sequence[Event], notes: Mapping[int, list[Notification]]) -> bool:
    """Mark all of the events as relayed together with their notifications; return False when one of them was already.

    Whoever comes second waits for the first one's commit and then finds the condition false.
    """
    now = timezone.now()
    with transaction.atomic():
        unmarked = Event.objects.filter(pk__in=[event.pk for event in events], relayed_at__isnull=True)
        if unmarked.update(relayed_at=now) < len(events):
            transaction.set_rollback(True)
            return False
        failpoints.reach("relay.marked")
        # Whoever was told of an event already is not told again.
        new = rows.insert_unknown([note for those in notes.values() for note in those])
        deliveries.plan(new)
        opened = [
            event.payload.get("handoff_id") for event in events if event.kind == HandoffOpened.kind and notes[event.pk]
        ]
        if opened:
            Handoff.objects.filter(pk__in=opened, notified_at__isnull=True).update(notified_at=now)
    return True


def _notes_of(conversation: Conversation, event: Event, category: str) -> list[Notification]:
    recipients = KINDS.get(event.kind)
    if recipients is None:
        return []
    params = params_of(conversation, event, category=category)
    return [
        Notification(user_id=user_id, kind=event.kind, conversation=conversation, event=event, payload=params)
        for user_id in recipients(conversation, event)
    ]


def _pushes_of(conversation: Conversation, event: Event, row: LiveRow, notes: Sequence[Notification]) -> Iterator[Push]:
    yield conversation_groups(conversation), event_text(event, row)
    losers = losers_of(conversation, event)
    if losers:
        yield tuple(losers), moved_text(conversation, event)
    for note in notes:
        yield in_app.push_of(note)
    if get_channel(conversation.account.kind).door is Door.WIDGET:
        yield from _visitor_pushes(conversation, event)


def _visitor_pushes(conversation: Conversation, event: Event) -> list[Push]:
    group = (groups.visitor(conversation.pk),)
    hands = (group, hands_text(hands_of(conversation)))
    if event.kind == FloorChanged.kind:
        name = conversation.holder.get_short_name() if conversation.holder else ""
        return [hands, (group, floor_text(conversation.floor, name))]
    if event.kind == AssignmentChanged.kind:
        return [hands]
    if event.kind not in SHOWN_TO_VISITORS:
        return []
    message = Message.objects.select_related("agent").filter(pk=event.payload.get("message_id")).first()
    return [(group, message_text(message))] if message is not None and is_visible(message) else []
