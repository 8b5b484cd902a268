"""What the agents' browsers are told; each text is made once for an event, however many read it."""

import json
from typing import Any, TypedDict

from conversations.models import Conversation, Event
from notifications.models import Notification
from notifications.realtime import groups
from routing.payloads import LiveRow, PersonPayload, person_payload
from routing.payloads.moments import at


class EventText(TypedDict):
    """An event with the conversation's row as lists show it (without `unread`, which differs by reader)."""

    type: str
    conversation: str
    version: int
    kind: str
    actor: str
    user: PersonPayload | None
    payload: dict[str, Any]
    row: LiveRow
    at: str


class NotificationText(TypedDict):
    """A new entry of one person's bell."""

    type: str
    id: str
    kind: str
    conversation: str | None
    title: str
    body: str
    at: str


def event_text(event: Event, row: LiveRow) -> str:
    """Return the text of one event with its conversation's row."""
    return json.dumps(
        EventText(
            type="event",
            conversation=row["id"],
            version=event.version,
            kind=event.kind,
            actor=event.actor,
            user=person_payload(event.user),
            payload=event.payload,
            row=row,
            at=at(event.created_at),
        )
    )


def notification_text(notification: Notification) -> str:
    """Return the text of one notification."""
    return json.dumps(
        NotificationText(
            type="notification",
            id=str(notification.pk),
            kind=notification.kind,
            conversation=str(notification.conversation_id) if notification.conversation_id else None,
            title=notification.payload["title"],
            body=notification.payload["body"],
            at=at(notification.created_at),
        )
    )


def conversation_groups(conversation: Conversation, event: Event) -> tuple[str, ...]:
    """Return who hears of an event: team and holder (also those that it left) and the admins."""
    teams = {conversation.team_id, event.payload.get("from_team")}
    people = {conversation.holder_id, event.payload.get("from_agent")}
    names = [groups.team(team) for team in teams if team] + [groups.user(person) for person in people if person]
    return (*names, groups.ADMINS)
