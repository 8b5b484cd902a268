"""What each type of message says, in words a person can read. Pure: a type and its part in, a frozen value out."""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import TypeAdapter, ValidationError

from conversations.adapters.base import Answer, ContactCard, InboundAttachment, Place
from conversations.adapters.whatsapp import wire
from conversations.storable import storable_text

MAX_FILENAME = 150
MAX_FORM = 100_000
# No provider takes a file of this size; more is a mistake.
MAX_SIZE = 10**12
# What the builder of forms puts around a field's own name.
FIELD_NAME = re.compile(r"^screen_\d+_")
FIELD_END = re.compile(r"_\d+$")
MAX_ANSWERS = 50
MAX_ANSWER = 1_000
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
    """What a message says. `body`: the customer's own words; `placeholder`: what stands for them.

    `refers_to`: the message that an edit or a withdrawal changes, or that a reaction is on.
    """

    kind: str
    body: str = ""
    placeholder: str = ""
    attachments: tuple[InboundAttachment, ...] = ()
    refers_to: str = ""
    place: Place | None = None
    cards: tuple[ContactCard, ...] = ()
    answers: tuple[Answer, ...] = ()
    shared_phone: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """Return the words, or what stands for them."""
        return self.body or self.placeholder


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
        words = _("[Unreadable message of type “%(type)s”]") % {"type": kind}
    else:
        words = _("[Unsupported message type: %(type)s]") % {"type": kind[:40]}
    return WhatsAppBody("unsupported", placeholder=words, extra={"type": kind[:40]})


def _text(part: Any) -> WhatsAppBody:
    return WhatsAppBody("text", wire.TextWire.model_validate(part).body, _("[Empty message]"))


def _media(kind: str, part: Any) -> WhatsAppBody:
    media = wire.Media.model_validate(part)
    filename = safe_filename(media.filename)
    words = _("[Voice message]") if media.voice else _(MEDIA_WORDS[kind])
    size = media.file_size if 0 <= media.file_size < MAX_SIZE else 0
    attachment = InboundAttachment(
        "voice" if media.voice else kind, media.id[:255], filename, media.mime_type[:100], media.sha256[:64], size
    )
    placeholder = " ".join(filter(None, (words, filename)))
    return WhatsAppBody("voice" if media.voice else kind, media.caption, placeholder, (attachment,))


def safe_filename(name: str) -> str:
    """Return the last part of a name that a stranger chose, without control and direction characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].strip(" .")
    kept = "".join(letter for letter in last if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    return kept[-MAX_FILENAME:]


def _location(part: Any) -> WhatsAppBody:
    found = wire.Location.model_validate(part)
    words = ", ".join(filter(None, (found.name, found.address)))
    point = f"{found.latitude}, {found.longitude}"
    shown = _("[Location] %(place)s") % {"place": f"{words} ({point})" if words else point}
    return WhatsAppBody("location", placeholder=shown, place=_place(found))


def _place(found: wire.Location) -> Place | None:
    try:
        latitude, longitude = float(found.latitude), float(found.longitude)
    except (ValueError, OverflowError):
        return None
    # Also what is no number at all ("nan") lies outside.
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return Place(latitude, longitude, found.name[:200], found.address[:300])


def _contacts(part: Any) -> WhatsAppBody:
    cards = _cards.validate_python(part)
    lines = [_("[Contact] %(card)s") % {"card": _card_line(card)} for card in cards]
    shared = [phone.wa_id or phone.phone for card in cards if card.origin == "contact_request" for phone in card.phones]
    return WhatsAppBody(
        "contacts",
        placeholder="\n".join(lines) or _("[Contact]"),
        cards=tuple(ContactCard(_card_name(card), _numbers(card)) for card in cards),
        shared_phone=shared[0] if shared else "",
    )


def _card_line(card: wire.CardWire) -> str:
    return " ".join(filter(None, (_card_name(card), *_numbers(card))))


def _card_name(card: wire.CardWire) -> str:
    return card.name.formatted_name or f"{card.name.first_name} {card.name.last_name}".strip()


def _numbers(card: wire.CardWire) -> tuple[str, ...]:
    return tuple(filter(None, (phone.phone or phone.wa_id for phone in card.phones)))


def _reaction(part: Any) -> WhatsAppBody:
    reaction = wire.ReactionWire.model_validate(part)
    return WhatsAppBody("reaction", reaction.emoji, refers_to=reaction.message_id)


def _interactive(part: Any) -> WhatsAppBody:
    answer = wire.Interactive.model_validate(part)
    if choice := answer.button_reply or answer.list_reply:
        body = f"{choice.title}\n{choice.description}" if choice.description else choice.title
        kind = "choice" if answer.button_reply else "list_choice"
        return WhatsAppBody(kind, body, _("[Empty message]"), extra={"choice": choice.id})
    if answer.nfm_reply:
        return _form(answer.nfm_reply)
    if answer.call_permission_reply:
        return _call_permission(answer.call_permission_reply)
    return _placeholder("interactive")


def _form(form: wire.FormAnswer) -> WhatsAppBody:
    """Return the answers of a form as lines of words; what cannot be read of them stays raw."""
    answers = _answers(form.response_json)
    # What the customer typed or chose is theirs; the names of the fields are ours.
    lines = [answer.answer for answer in answers]
    return WhatsAppBody(
        "form",
        "\n".join(lines) or form.body,
        _("[Form answer]"),
        answers=answers,
        extra={"form": form.name, "answer": form.response_json},
    )


def _answers(text: str) -> tuple[Answer, ...]:
    try:
        found = json.loads(text[:MAX_FORM])
    except (ValueError, RecursionError):
        return ()
    if not isinstance(found, dict):
        return ()
    shown = ((_question(name), _answer(value)) for name, value in found.items() if name != "flow_token")
    cleaned = (Answer(storable_text(name), storable_text(value)) for name, value in shown if value)
    return tuple(islice(cleaned, MAX_ANSWERS))


def _question(name: str) -> str:
    """Return a field's name as a person reads it: `screen_0_Comment_0` is Comment."""
    bare = FIELD_NAME.sub("", name[:100])
    return " ".join((FIELD_END.sub("", bare) or name[:100]).replace("_", " ").split())


def _answer(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str | int | float):
        return str(value)[:MAX_ANSWER].strip()
    if isinstance(value, list):
        return ", ".join(filter(None, (_answer(part) for part in value[:MAX_ANSWERS] if not isinstance(part, list))))
    return ""


def _call_permission(reply: wire.CallPermission) -> WhatsAppBody:
    words = _("[May be called]") if reply.response == "accept" else _("[Does not want to be called]")
    return WhatsAppBody("call_permission", placeholder=words, extra={"call_permission": reply.response[:40]})


def _button(part: Any) -> WhatsAppBody:
    button = wire.Button.model_validate(part)
    return WhatsAppBody("button", button.text, _("[Empty message]"), extra={"choice": button.payload})


def _order(part: Any) -> WhatsAppBody:
    order = wire.Order.model_validate(part)
    lines = [f"{item.quantity} × {item.product_retailer_id} {_price(item)}".strip() for item in order.product_items]
    body = _("[Order] %(lines)s") % {"lines": "; ".join(lines)}
    return WhatsAppBody("order", f"{order.text}\n{body}" if order.text else body, extra={"catalog": order.catalog_id})


def _price(item: wire.OrderItem) -> str:
    return f"({item.item_price} {item.currency})" if item.item_price != "" else ""


def _system(part: Any) -> WhatsAppBody:
    notice = wire.System.model_validate(part)
    words = notice.body or _("[The provider reports a change to this customer's account]")
    return WhatsAppBody("system", placeholder=words, extra={"type": notice.type})


def _edit(part: Any) -> WhatsAppBody:
    edit = wire.EditWire.model_validate(part)
    new_kind = edit.message.get("type")
    if not isinstance(new_kind, str) or new_kind == "edit":
        return WhatsAppBody("edit", _("[The new text can't be read]"), refers_to=edit.original_message_id)
    return WhatsAppBody("edit", read_body(new_kind, edit.message).shown, refers_to=edit.original_message_id)


def _revoke(part: Any) -> WhatsAppBody:
    return WhatsAppBody("revoke", refers_to=wire.Revoke.model_validate(part).original_message_id)


def _unsupported(part: Any) -> WhatsAppBody:
    # The part is often missing; the reason is then only in `errors`.
    original = wire.Unsupported.model_validate(part or {}).type or "unknown"
    words = _("[A message type WhatsApp does not pass on: %(type)s]") % {"type": original[:40]}
    # An edit that the Cloud API keeps to itself asks for nothing that its original did not ask for.
    kind = "system" if original in ("edit", "revoke", "reaction") else "unsupported"
    return WhatsAppBody(kind, placeholder=words, extra={"type": original[:40]})


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
