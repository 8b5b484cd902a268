"""After the commit: tells people and browsers what happened, once for each event."""

import logging
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from conversations.models import Conversation, Event, Message
from notifications.kinds import KINDS, body_of
from notifications.models import Notification
from notifications.realtime import groups, publisher
from notifications.realtime.payloads import conversation_groups, event_text, notification_text
from notifications.realtime.visitor import floor_text, is_visible, message_text
from routing.models import Handoff
from routing.payloads import LiveRow
from routing.payloads.conversation import live_row

logger = logging.getLogger(__name__)

BATCH = 200
LEFT_BEHIND = timedelta(seconds=3)
WEBCHAT = "webchat"
SHOWN_TO_VISITORS = frozenset({"message.received", "message.sent", "message.delivered", "message.echoed"})

Push = tuple[tuple[str, ...], str]


def relay(*, conversation_id: UUID) -> int:
    """Make the notifications of a conversation's new events, mark them relayed, then push; return how many events.

    Two relays at once share the work: the rows are locked. The push is best effort, the rows are not.
    """
    done = 0
    while pushes := _relay_batch(conversation_id):
        done += len(pushes)
        for names, text in (push for event_pushes in pushes for push in event_pushes):
            publisher.publish(names, text)
    return done


def sweep_events(*, limit: int = 100) -> int:
    """Relay events whose wake-up was lost; return how many conversations."""
    before = timezone.now() - LEFT_BEHIND
    waiting = Event.objects.filter(relayed_at__isnull=True, created_at__lte=before).order_by()
    ids = list(
        waiting.values("conversation_id")
        .annotate(first=Min("created_at"))
        .order_by("first")
        .values_list("conversation_id", flat=True)[:limit]
    )
    for conversation_id in ids:
        relay(conversation_id=conversation_id)
    return len(ids)


def _relay_batch(conversation_id: UUID) -> list[list[Push]]:
    with transaction.atomic():
        rows = Event.objects.filter(conversation_id=conversation_id, relayed_at__isnull=True).order_by("version")
        rows = rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",))
        events = list(rows.select_related("user")[:BATCH])
        if not events:
            return []
        conversation = (
            Conversation.objects.select_related("lead", "account", "team", "holder")
            .prefetch_related("tags")
            .get(pk=conversation_id)
        )
        Event.objects.filter(pk__in=[event.pk for event in events]).update(relayed_at=timezone.now())
        row = live_row(conversation)
        return [_pushes_of(conversation, event, row) for event in events]


def _pushes_of(conversation: Conversation, event: Event, row: LiveRow) -> list[Push]:
    pushes: list[Push] = [(conversation_groups(conversation, event), event_text(event, row))]
    pushes += [((groups.user(note.user_id),), notification_text(note)) for note in _notify(conversation, event)]
    if conversation.account.kind == WEBCHAT:
        pushes += _visitor_pushes(conversation, event)
    return pushes


def _notify(conversation: Conversation, event: Event) -> list[Notification]:
    kind = KINDS.get(event.kind)
    if kind is None:
        return []
    payload = {"title": str(kind.title), "body": body_of(conversation, event)}
    wanted = [
        Notification(user_id=user_id, kind=event.kind, conversation=conversation, event=event, payload=payload)
        for user_id in kind.recipients(conversation, event)
    ]
    Notification.objects.bulk_create(wanted, ignore_conflicts=True)
    if event.kind == "handoff.opened" and wanted:
        Handoff.objects.filter(pk=event.payload.get("handoff_id"), notified_at__isnull=True).update(
            notified_at=timezone.now()
        )
    return wanted


def _visitor_pushes(conversation: Conversation, event: Event) -> list[Push]:
    group = (groups.visitor(conversation.pk),)
    if event.kind == "floor.changed":
        return [
            (group, floor_text(conversation.floor, conversation.holder.get_short_name() if conversation.holder else ""))
        ]
    if event.kind not in SHOWN_TO_VISITORS:
        return []
    message = Message.objects.select_related("agent").filter(pk=event.payload.get("message_id")).first()
    return [(group, message_text(message))] if message is not None and is_visible(message) else []
