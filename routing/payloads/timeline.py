"""The timeline as JSON: what was said and the steps of the work, in one order."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypedDict

from conversations.enums import Author, Delivery
from conversations.events import Seen, seen_by
from conversations.models import Event, Message
from routing.payloads.message import MessageItem, message_items
from routing.payloads.moments import Key, Moment, at
from routing.payloads.people import PersonPayload, person_payload

# What a person wants to see between the messages.
SHOWN_KINDS = seen_by(Seen.TIMELINE)
# A change in the delivery of a message that was already there.
DELIVERY_KINDS = seen_by(Seen.DELIVERY)
# Another change of such a message: its text, a withdrawal, a reaction.
CHANGE_KINDS = seen_by(Seen.CHANGE)


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


class ChangeItem(TypedDict):
    """A message that was edited, taken back or reacted to, as it is now; told like a change of delivery."""

    type: Literal["change"]
    version: int
    message: MessageItem


Item = MessageItem | EventItem | DeliveryItem | ChangeItem


def timeline_items(*, messages: Iterable[Message], events: Iterable[Event]) -> list[Item]:
    """Return messages and events as items, oldest first; reads their agents and users."""
    items: list[Item] = [*message_items(messages)]
    listed = list(events)
    changed = _changed_messages(listed)
    for event in listed:
        if event.kind in CHANGE_KINDS:
            if message := changed.get(event.payload.get("message_id", "")):
                items.append({"type": "change", "version": event.version, "message": message})
        else:
            items.append(delivery_item(event) if event.kind in DELIVERY_KINDS else event_item(event))
    return sorted(items, key=lambda item: item["version"])


def _changed_messages(events: Iterable[Event]) -> dict[str, MessageItem]:
    """Return the messages that events changed, by id; no query where there is none."""
    ids = {event.payload.get("message_id") for event in events if event.kind in CHANGE_KINDS}
    found = message_items(Message.objects.select_related("agent").filter(pk__in=ids)) if ids else []
    return {item["id"]: item for item in found}


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
