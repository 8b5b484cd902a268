"""What each type of message says, in words a person can read. Pure: a type and its part in, a frozen value out."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import TypeAdapter, ValidationError

from conversations.adapters.base import InboundAttachment
from conversations.adapters.whatsapp import wire

MAX_FILENAME = 150
# What such a message carries in `extra`: it tells something but asks for no answer.
QUIET: Mapping[str, Any] = {"quiet": True}
MEDIA_WORDS: Mapping[str, str] = {
    "image": gettext_noop("[Image]"),
    "video": gettext_noop("[Video]"),
    "audio": gettext_noop("[Audio]"),
    "document": gettext_noop("[Document]"),
    "sticker": gettext_noop("[Sticker]"),
}
_cards = TypeAdapter(list[wire.CardWire])


@dataclass(frozen=True, slots=True)
class WhatsAppBody:
    """What a message says. `refers_to`: the message it changes or reacts to."""

    kind: str
    body: str
    attachments: tuple[InboundAttachment, ...] = ()
    refers_to: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


def read_body(kind: str, message: Mapping[str, Any]) -> WhatsAppBody:
    """Return what the message says; a type we do not know, or cannot read, becomes a placeholder, never an error."""
    reader = READERS.get(kind)
    if reader is None:
        return _placeholder(kind)
    try:
        return reader(message.get(kind))
    except ValidationError:
        return _placeholder(kind)


def _placeholder(kind: str) -> WhatsAppBody:
    if kind in READERS:
        body = _("[Unreadable message of type “%(type)s”]") % {"type": kind}
    else:
        body = _("[Unsupported message type: %(type)s]") % {"type": kind[:40]}
    return WhatsAppBody("unsupported", body, extra={"type": kind[:40]})


def _text(part: Any) -> WhatsAppBody:
    return WhatsAppBody("text", wire.TextWire.model_validate(part).body or _("[Empty message]"))


def _media(kind: str, part: Any) -> WhatsAppBody:
    media = wire.Media.model_validate(part)
    filename = safe_filename(media.filename)
    words = _("[Voice message]") if media.voice else _(MEDIA_WORDS[kind])
    attachment = InboundAttachment(kind, media.id[:255], filename, media.mime_type[:100], media.sha256[:64])
    return WhatsAppBody(kind, media.caption or " ".join(filter(None, (words, filename))), (attachment,))


def safe_filename(name: str) -> str:
    """Return the last part of a name that a stranger chose, without control and direction characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].strip(" .")
    kept = "".join(letter for letter in last if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    return kept[-MAX_FILENAME:]


def _location(part: Any) -> WhatsAppBody:
    place = wire.Location.model_validate(part)
    words = ", ".join(filter(None, (place.name, place.address)))
    point = f"{place.latitude}, {place.longitude}"
    body = _("[Location] %(place)s") % {"place": f"{words} ({point})" if words else point}
    return WhatsAppBody("location", body, extra={"latitude": place.latitude, "longitude": place.longitude})


def _contacts(part: Any) -> WhatsAppBody:
    cards = _cards.validate_python(part)
    lines = [_("[Contact] %(card)s") % {"card": _card_line(card)} for card in cards]
    shared = [phone.wa_id or phone.phone for card in cards if card.origin == "contact_request" for phone in card.phones]
    return WhatsAppBody(
        "contacts", "\n".join(lines) or _("[Contact]"), extra={"shared_phone": shared[0]} if shared else {}
    )


def _card_line(card: wire.CardWire) -> str:
    name = card.name.formatted_name or f"{card.name.first_name} {card.name.last_name}".strip()
    return " ".join(filter(None, (name, *(phone.phone or phone.wa_id for phone in card.phones))))


def _reaction(part: Any) -> WhatsAppBody:
    reaction = wire.Reaction.model_validate(part)
    return WhatsAppBody(
        "reaction", reaction.emoji or _("[Reaction removed]"), refers_to=reaction.message_id, extra=QUIET
    )


def _interactive(part: Any) -> WhatsAppBody:
    answer = wire.Interactive.model_validate(part)
    choice = answer.button_reply or answer.list_reply
    if choice:
        body = f"{choice.title}\n{choice.description}" if choice.description else choice.title
        return WhatsAppBody("interactive", body or _("[Empty message]"), extra={"choice": choice.id})
    if answer.nfm_reply:
        form = answer.nfm_reply
        return WhatsAppBody(
            "interactive", form.body or _("[Form answer]"), extra={"form": form.name, "answer": form.response_json}
        )
    return _placeholder("interactive")


def _button(part: Any) -> WhatsAppBody:
    button = wire.Button.model_validate(part)
    return WhatsAppBody("button", button.text or _("[Empty message]"), extra={"choice": button.payload})


def _order(part: Any) -> WhatsAppBody:
    order = wire.Order.model_validate(part)
    lines = [f"{item.quantity} × {item.product_retailer_id} {_price(item)}".strip() for item in order.product_items]
    body = _("[Order] %(lines)s") % {"lines": "; ".join(lines)}
    return WhatsAppBody("order", f"{order.text}\n{body}" if order.text else body, extra={"catalog": order.catalog_id})


def _price(item: wire.OrderItem) -> str:
    return f"({item.item_price} {item.currency})" if item.item_price != "" else ""


def _system(part: Any) -> WhatsAppBody:
    notice = wire.System.model_validate(part)
    body = notice.body or _("[The provider reports a change to this customer's account]")
    return WhatsAppBody("system", body, extra={"type": notice.type, **QUIET})


def _edit(part: Any) -> WhatsAppBody:
    edit = wire.Edit.model_validate(part)
    new_kind = edit.message.get("type")
    if not isinstance(new_kind, str) or new_kind == "edit":
        return WhatsAppBody("edit", _("[The customer edited a message]"), refers_to=edit.original_message_id)
    new = read_body(new_kind, edit.message)
    return WhatsAppBody("edit", new.body, new.attachments, edit.original_message_id, {**new.extra, "edited": True})


def _revoke(part: Any) -> WhatsAppBody:
    revoke = wire.Revoke.model_validate(part)
    return WhatsAppBody(
        "revoke", _("[The customer deleted a message]"), refers_to=revoke.original_message_id, extra=QUIET
    )


def _unsupported(part: Any) -> WhatsAppBody:
    # The part is often missing; the reason is then only in `errors`.
    original = wire.Unsupported.model_validate(part or {}).type or "unknown"
    body = _("[A message type WhatsApp does not pass on: %(type)s]") % {"type": original[:40]}
    return WhatsAppBody("unsupported", body, extra={"type": original[:40]})


READERS: Mapping[str, Callable[[Any], WhatsAppBody]] = {
    "text": _text,
    **{kind: partial(_media, kind) for kind in MEDIA_WORDS},
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "interactive": _interactive,
    "button": _button,
    "order": _order,
    "system": _system,
    "edit": _edit,
    "revoke": _revoke,
    "unsupported": _unsupported,
}
