"""What the agents' browsers are told; each text is made once for an event, however many read it."""

import json
from collections.abc import Mapping
from typing import Any, TypedDict

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from conversations.events.work import AssignmentChanged
from conversations.models import Conversation, Event
from notifications.models import Notification
from notifications.realtime import groups
from notifications.realtime.origin import single_header
from notifications.wording import word, word_of
from routing.access import people_who_lost
from routing.payloads import LiveRow, PersonPayload, person_payload
from routing.payloads.moments import at

# How the text of a notification begins, and what of it stays inside the desk: what words are made of.
NOTIFICATION = '{"type": "notification"'
PRIVATE = "_words"
LONGEST_HEADER = 500


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


class MovedText(TypedDict):
    """A conversation that left the reader's sight."""

    type: str
    conversation: str
    version: int
    team: str
    holder: str
    at: str


class NotificationText(TypedDict):
    """A new entry of one person's bell, as it leaves for a browser; the socket puts its own language's words in."""

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
    """Return the text of one notification, in the desk's language; `in_language` words it for a socket."""
    words = word(notification)
    return json.dumps(
        NotificationText(
            type="notification",
            id=str(notification.pk),
            kind=notification.kind,
            conversation=str(notification.conversation_id) if notification.conversation_id else None,
            title=words.title,
            body=words.body,
            at=at(notification.created_at),
        )
        | {PRIVATE: {"params": notification.payload, "reader": notification.user_id}}
    )


def in_language(text: str, language: str) -> str:
    """Return a socket's text as its reader sees it: an entry of the bell is worded in this language, here."""
    if not text.startswith(NOTIFICATION):
        return text
    frame = json.loads(text)
    known = frame.pop(PRIVATE)
    if "title" not in known["params"]:
        with translation.override(language):
            words = word_of(frame["kind"], known["params"], reader=known["reader"])
        frame |= {"title": words.title, "body": words.body}
    return json.dumps(frame)


def reader_language(scope: Mapping[str, Any]) -> str:
    """Return the language of the desk's texts that a browser prefers, as its pages would have it."""
    for code, _ in parse_accept_lang_header(single_header(scope, b"accept-language")[:LONGEST_HEADER]):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def moved_text(conversation: Conversation, event: Event) -> str:
    """Return what those are told who may not see the conversation any more: who has it now, and nothing of it."""
    return json.dumps(
        MovedText(
            type="moved",
            conversation=str(conversation.pk),
            version=event.version,
            team=conversation.team.name,
            holder=str(conversation.holder or ""),
            at=at(event.created_at),
        )
    )


def conversation_groups(conversation: Conversation) -> tuple[str, ...]:
    """Return who hears of an event: those who may see the conversation now, its team, its holder and the admins."""
    holder = [groups.user(conversation.holder_id)] if conversation.holder_id else []
    return (groups.team(conversation.team_id), *holder, groups.ADMINS)


def losers_of(conversation: Conversation, event: Event) -> list[str]:
    """Return the groups of the people out of whose sight an event took the conversation."""
    if event.kind != AssignmentChanged.kind:
        return []
    moved = event.payload
    team = moved.get("from_team") if moved.get("from_team") != moved.get("team") else None
    agent = moved.get("from_agent") if moved.get("from_agent") != moved.get("agent") else None
    return [groups.user(person) for person in sorted(people_who_lost(conversation, team_id=team, agent_id=agent))]
