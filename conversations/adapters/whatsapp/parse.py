"""A Cloud API webhook body into items. Pure: bytes in, frozen values out.

Each item's `raw` is a change of the provider's own form, cut down to the one update and the contact it belongs to, so
that `read_change` understands what was stored exactly as it understood what arrived.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from conversations.adapters.base import AccountNotice, Content, Ignored, InboundItem, InboundMessage, MalformedPayload
from conversations.adapters.payload import digest_of, make_key, objects_in, read_object
from conversations.adapters.whatsapp import contents, wire

# A kind fits a column of 40 characters.
UNREADABLE = "unreadable"
FOREIGN = "foreign"
NOTICE = "notice"
HANDOVER = "handover"

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WhatsAppPart:
    """One list inside a change's value: what its updates are called, their keys, and how they are read."""

    kind: str
    make_key: Callable[[Json], str]
    read: Callable[[Json, Json], Content]


def _message_key(message: Json) -> str:
    id_, type_ = message.get("id"), message.get("type")
    if not isinstance(id_, str) or not id_:
        return digest_of(message)
    if type_ in ("edit", "revoke"):  # a tuple: the type may be anything, also what has no hash
        # It may carry the id of the message it changes, and must not be taken for its second delivery.
        return make_key(id_, type_, str(message.get("timestamp", "")))
    return make_key(id_)


def _status_key(status: Json) -> str:
    names = ("id", "status", "recipient_participant_id")
    found = [status[name] for name in names if isinstance(status.get(name), str) and status[name]]
    return make_key(*found) if len(found) >= 2 else digest_of(status)


PARTS: Mapping[str, WhatsAppPart] = {
    "messages": WhatsAppPart("message", _message_key, contents.read_message),
    "message_echoes": WhatsAppPart("echo", _message_key, contents.read_echo),
    "statuses": WhatsAppPart("status", _status_key, lambda status, _value: contents.read_status(status)),
    "user_id_update": WhatsAppPart("identity", digest_of, lambda update, _value: contents.read_user_id_update(update)),
    "user_preferences": WhatsAppPart(
        "preference", digest_of, lambda preference, _value: contents.read_preference(preference)
    ),
    "errors": WhatsAppPart("error", digest_of, lambda error, _value: contents.read_value_error(error)),
}
# What every update of a change keeps of it.
KEPT = ("messaging_product", "metadata", "conversation_context")
LIVE_FIELDS = frozenset({"messages", "smb_message_echoes", "user_id_update", "user_preferences"})
# What an admin should know of the account and its templates.
NOTICES = frozenset(
    {
        "account_alerts",
        "account_review_update",
        "account_update",
        "message_template_quality_update",
        "message_template_status_update",
        "phone_number_name_update",
        "phone_number_quality_update",
        "template_category_update",
    }
)


def parse(body: bytes) -> tuple[InboundItem, ...]:
    """Return every update of the body in order; what cannot be read becomes an ignored item that says so.

    Raises:
        MalformedPayload: the body as a whole is not a WhatsApp webhook.
    """
    try:
        envelope = wire.Envelope.model_validate(read_object(body))
    except ValidationError as error:
        raise MalformedPayload("not a WhatsApp webhook") from error
    return tuple(item for entry in envelope.entry for item in _entry_items(entry))


def read(item_kind: str, raw: Json) -> Content:
    """Return the content of one stored update again.

    Raises:
        MalformedPayload: it is not what `parse` stored.
    """
    if item_kind == FOREIGN:
        return _foreign()
    if item_kind == UNREADABLE:
        return _unreadable(raw)
    item = next(iter(read_change(raw)), None)
    if item is None or item.kind != item_kind:
        raise MalformedPayload("not a stored WhatsApp update")
    return item.content


def sort_out(items: Sequence[InboundItem], phone_number_id: str) -> list[InboundItem]:
    """Return the items with those of another number turned into ignored ones: one webhook may serve many numbers."""
    return [item if _is_own(item, phone_number_id) else _make_foreign(item) for item in items]


def _is_own(item: InboundItem, phone_number_id: str) -> bool:
    # A notice names no number: it is of the account at the provider that all of them belong to.
    if isinstance(item.content, Ignored | AccountNotice):
        return True
    value = item.raw["value"]
    metadata = value.get("metadata") or value.get("recipient")
    return isinstance(metadata, dict) and bool(phone_number_id) and metadata.get("phone_number_id") == phone_number_id


def _make_foreign(item: InboundItem) -> InboundItem:
    return InboundItem(FOREIGN, make_key(item.kind, item.provider_id), item.raw, _foreign())


def _foreign() -> Ignored:
    return Ignored(_("It belongs to a different number from this account's."))


def _unreadable(raw: Json) -> Ignored:
    return Ignored(_("It can't be read: %(reason)s.") % {"reason": str(raw.get("reason", ""))[:100]})


def _unreadable_item(piece: Any, reason: str) -> InboundItem:
    raw = {"unreadable": piece, "reason": reason}
    return InboundItem(UNREADABLE, digest_of(piece), raw, _unreadable(raw))


def _entry_items(entry: Any) -> Iterator[InboundItem]:
    changes = entry.get("changes") if isinstance(entry, dict) else None
    if not isinstance(changes, list):
        yield _unreadable_item(entry, "an entry without changes")
        return
    for change in changes:
        # The time tells two equal notices apart; a second delivery of one carries the same.
        yield from read_change(change, stamp=entry.get("time"))


def read_change(change: Any, *, stamp: Any = None) -> Iterator[InboundItem]:
    """Yield the updates of one change; `stamp` is the entry's time, part of the key of what has no id."""
    try:
        valid = wire.ChangeWire.model_validate(change)
    except ValidationError:
        yield _unreadable_item(change, "a change without field and value")
        return
    found = False
    if valid.field in LIVE_FIELDS:
        for name in PARTS:
            for piece in _pieces(valid.value, name):
                found = True
                yield _item(valid, name, piece, stamp)
    elif valid.field == "messaging_handovers":
        found = True
        yield InboundItem(HANDOVER, digest_of(change), {"field": valid.field, "value": valid.value}, _handover(valid))
    elif valid.field == "standby":
        for item in _standby_items(valid.value):
            found = True
            yield item
    if not found:
        yield _notice(valid, stamp)


def _pieces(value: Json, name: str) -> list[Any]:
    pieces = value.get(name)
    if pieces is None:
        return []
    return pieces if isinstance(pieces, list) else [pieces]


def _item(change: wire.ChangeWire, name: str, piece: Any, stamp: Any) -> InboundItem:
    if not isinstance(piece, dict):
        return _unreadable_item({"field": change.field, name: piece}, f"a part of {name} is not an object")
    part = PARTS[name]
    value = _cut(change.value, name, piece)
    raw = {"field": change.field, "value": value}
    key = part.make_key(piece)
    try:
        content = part.read(piece, value)
    except ValidationError:
        return _unreadable_item(raw, f"a part of {name} lacks what it must have")
    if isinstance(content, Ignored) and key.startswith("sha256-"):
        key = digest_of(piece, stamp)
    return InboundItem(part.kind, key, raw, content)


def _cut(value: Json, name: str, piece: Json) -> dict[str, Any]:
    cut: dict[str, Any] = {key: value[key] for key in KEPT if key in value}
    contact = contents.contact_of(piece, objects_in(value.get("contacts")))
    return cut | ({"contacts": [contact]} if contact else {}) | {name: [piece]}


def _standby_items(value: Json) -> Iterator[InboundItem]:
    """Yield what is said while another app answers: a customer's words are shown, and nothing follows from them."""
    standby = value.get("standby")
    if not isinstance(standby, dict):
        return
    metadata = {"metadata": value["metadata"]} if "metadata" in value else {}
    for name in ("messages", "message_echoes", "statuses"):
        for piece in objects_in(standby.get(name)):
            cut = _cut(standby, name, piece)
            raw = {"field": "standby", "value": {**metadata, "standby": cut}}
            # A message keeps its own id, by which others quote it.
            key = PARTS[name].make_key(piece)
            key = key if name == "messages" else make_key(PARTS[name].kind, key)
            yield InboundItem("standby", key, raw, _overheard(name, piece, cut))


def _overheard(name: str, piece: Json, value: Json) -> Content:
    if name == "messages":
        with suppress(ValidationError):
            content = contents.read_message(piece, value)
            if isinstance(content, InboundMessage):
                return replace(content, overheard=True)
    return Ignored(_("Another app is answering this customer. We only listen."))


def _handover(change: wire.ChangeWire) -> Content:
    return contents.read_handover(change.value)


def _notice(change: wire.ChangeWire, stamp: Any) -> InboundItem:
    event = change.value.get("event")
    name = f"{change.field} {event}" if isinstance(event, str) else change.field
    raw = {"field": change.field, "value": change.value}
    if change.field in NOTICES:
        content: Content = AccountNotice(_("Notice of the provider: %(name)s.") % {"name": name[:80]})
    else:
        content = Ignored(_("A notice that needs no action: %(name)s.") % {"name": name[:80]})
    return InboundItem(NOTICE, digest_of(raw, stamp), raw, content)
