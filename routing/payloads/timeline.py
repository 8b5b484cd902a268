"""The timeline as JSON: what was said and the steps of the work, in one order."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypedDict

from conversations.enums import Author, Delivery, Direction
from conversations.events import Seen, seen_by
from conversations.models import Event, Message
from routing.payloads.moments import Key, Moment, at
from routing.payloads.people import PersonPayload, person_payload

# What a person wants to see between the messages.
SHOWN_KINDS = seen_by(Seen.TIMELINE)
# A change in the delivery of a message that was already there.
DELIVERY_KINDS = seen_by(Seen.DELIVERY)


class MessageItem(TypedDict):
    """Something said, or a private note (direction "note")."""

    type: Literal["message"]
    version: int
    id: Key
    direction: Annotated[str, Direction]
    author: Annotated[str, Author]
    agent: PersonPayload | None
    kind: str
    purpose: str
    body: str
    delivery: Annotated[str, Delivery]
    delivery_error: str
    created_at: Moment


class EventItem(TypedDict):
    """A step of the work; `payload` depends on `kind`."""

    type: Literal["event"]
    version: int
    kind: str
    actor: Annotated[str, Author]
    user: PersonPayload | None
    payload: dict[str, Any]
    created_at: Moment


class DeliveryItem(TypedDict):
    """A change in the delivery of an earlier message; only told after a version that the reader already has."""

    type: Literal["delivery"]
    version: int
    message_id: Key
    delivery: Annotated[str, Delivery]
    error: str


Item = MessageItem | EventItem | DeliveryItem


def timeline_items(*, messages: Iterable[Message], events: Iterable[Event]) -> list[Item]:
    """Return messages and events as items, oldest first; reads their agents and users."""
    items: list[Item] = [message_item(message) for message in messages]
    items += [delivery_item(event) if event.kind in DELIVERY_KINDS else event_item(event) for event in events]
    return sorted(items, key=lambda item: item["version"])


def message_item(message: Message) -> MessageItem:
    """Return a message."""
    return {
        "type": "message",
        "version": message.version,
        "id": str(message.pk),
        "direction": message.direction,
        "author": message.author,
        "agent": person_payload(message.agent),
        "kind": message.kind,
        "purpose": message.purpose,
        "body": message.body,
        "delivery": message.delivery,
        "delivery_error": message.delivery_error,
        "created_at": at(message.created_at),
    }


def event_item(event: Event) -> EventItem:
    """Return a step of the work."""
    return {
        "type": "event",
        "version": event.version,
        "kind": event.kind,
        "actor": event.actor,
        "user": person_payload(event.user),
        "payload": event.payload,
        "created_at": at(event.created_at),
    }


def delivery_item(event: Event) -> DeliveryItem:
    """Return a change of delivery from its event."""
    return {
        "type": "delivery",
        "version": event.version,
        "message_id": event.payload.get("message_id", ""),
        "delivery": event.payload.get("delivery", ""),
        "error": event.payload.get("error", ""),
    }
