"""One update of the Cloud API into its content. Pure; raises pydantic's ValidationError for what cannot be read."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from conversations.adapters.base import (
    BusinessEcho,
    Consent,
    ConsentChange,
    Content,
    DeliveryReport,
    Edit,
    IdentityChange,
    Ignored,
    InboundMessage,
    Reaction,
    Referral,
    ThreadControl,
    Unsend,
)
from conversations.adapters.meta.errors import explain, read_error
from conversations.adapters.meta.refusals import problem_of
from conversations.adapters.payload import objects_in, read_unix_time
from conversations.adapters.whatsapp import wire
from conversations.adapters.whatsapp.bodies import WhatsAppBody, read_body
from conversations.enums import Delivery
from conversations.phones import are_same

Json = Mapping[str, Any]

MAX_ADDRESS = 160
MAX_NAME = 160
MAX_TYPE = 20
MAX_ID = 255
MAX_EMOJI = 32
CHANGES = ("edit", "revoke", "reaction")
PRICING = ("billable", "pricing_model", "type", "category")
DELIVERIES: Mapping[str, Delivery] = {
    "sent": Delivery.SENT,
    "delivered": Delivery.DELIVERED,
    "read": Delivery.READ,
    "played": Delivery.READ,
    "failed": Delivery.FAILED,
}


def contact_of(piece: Json, contacts: Sequence[Json]) -> Json | None:
    """Return the contact that an update belongs to: by user id or phone (in any spelling), never by position."""
    for own, theirs in (("user_id", "from_user_id"), ("user_id", "to_user_id"), ("wa_id", "from"), ("wa_id", "to")):
        wanted = piece.get(theirs)
        for contact in contacts:
            if wanted and (contact.get(own) == wanted or (own == "wa_id" and _same_phone(contact.get(own), wanted))):
                return contact
    return None


def _same_phone(one: Any, other: Any) -> bool:
    return bool(_phone(one) and _phone(other)) and are_same(_phone(one), _phone(other))


def read_message(message: Json, value: Json) -> Content:
    """Return what a customer's message is: something said, a change of it, or a change of their address."""
    head = wire.MessageHead.model_validate(message)
    if not _addresses(head.from_user_id, head.from_):
        return Ignored(_("A message without a sender."))
    spoken = read_body(head.type, message)
    if head.type == "system":
        return _read_system(head, message, spoken)
    return _change(spoken, head.timestamp) or _inbound(head, message, value, spoken)


def _change(spoken: WhatsAppBody, timestamp: Any, *, by_business: bool = False) -> Content | None:
    """Return what changes an earlier message, None for what is a message of its own."""
    target, at = spoken.refers_to[:MAX_ID], read_unix_time(timestamp)
    if spoken.kind not in CHANGES:
        return None
    if not target:
        return Ignored(_("A change of a message that is not named."))
    if spoken.kind == "edit":
        return Edit(target, spoken.body, at, by_business)
    if spoken.kind == "revoke":
        return Unsend(target, at, by_business)
    return Reaction(target, spoken.body[:MAX_EMOJI], at, by_business)


def _inbound(head: wire.MessageHead, message: Json, value: Json, spoken: WhatsAppBody) -> InboundMessage:
    context = _read_context(message)
    contact = next(iter(objects_in(value.get("contacts"))), {})
    return InboundMessage(
        external_ids=_addresses(head.from_user_id, head.from_),
        body=spoken.body,
        kind=spoken.kind[:MAX_TYPE],
        placeholder=spoken.placeholder,
        name=_name_of(contact),
        phone=_phone(head.from_) or _phone(contact.get("wa_id")),
        sent_at=read_unix_time(head.timestamp),
        reply_to=context.id[:MAX_ID],
        attachments=spoken.attachments,
        place=spoken.place,
        cards=spoken.cards,
        referral=_referral(message.get("referral")),
        answers=spoken.answers,
        group=head.group_id[:MAX_ID],
        forwarded=context.forwarded or context.frequently_forwarded,
        shared_phone=spoken.shared_phone,
        extra=_extra(message, value, spoken),
    )


def _referral(part: Any) -> Referral | None:
    """Return the ad; one in another form must not cost the customer's words, and stays in the raw update."""
    if not isinstance(part, dict):
        return None
    texts = {name: text for name, text in part.items() if isinstance(text, str)}
    found = wire.ReferralWire.model_validate(texts)
    return Referral(
        source=found.source_type[:40],
        headline=found.headline[:300],
        body=found.body[:1000],
        url=found.source_url[:1000],
        source_id=found.source_id[:MAX_ID],
    )


def _addresses(user_id: str, phone: str) -> tuple[str, ...]:
    return tuple(address[:MAX_ADDRESS] for address in (user_id, phone) if address)


def _name_of(contact: Json) -> str:
    profile = contact.get("profile")
    names = [profile.get("name"), profile.get("username")] if isinstance(profile, dict) else []
    return next((name.strip()[:MAX_NAME] for name in names if isinstance(name, str) and name.strip()), "")


def _phone(digits: Any) -> str:
    known = isinstance(digits, str) and digits.isascii() and digits.isdigit() and 5 <= len(digits) <= 19
    return f"+{digits}" if known else ""


def _read_context(message: Json) -> wire.Context:
    context = message.get("context")
    if not isinstance(context, dict):
        return wire.Context()
    # A context in another form must not cost the customer's words.
    return wire.Context(
        id=context["id"] if isinstance(context.get("id"), str) else "",
        forwarded=context.get("forwarded") is True,
        frequently_forwarded=context.get("frequently_forwarded") is True,
    )


def _extra(message: Json, value: Json, spoken: WhatsAppBody) -> dict[str, Any]:
    extra = dict(spoken.extra)
    if isinstance(message.get("context"), dict) and isinstance(message["context"].get("referred_product"), dict):
        extra["product"] = message["context"]["referred_product"]
    errors = [explain(error) for error in map(read_error, objects_in(message.get("errors"))) if error]
    if errors:
        extra["errors"] = errors
    if isinstance(value.get("conversation_context"), dict):
        extra["conversation_context"] = value["conversation_context"]
    return extra


def _read_system(head: wire.MessageHead, message: Json, spoken: WhatsAppBody) -> Content:
    if spoken.kind != "system":
        return Ignored(_("An unreadable notice about a customer's account."))
    notice = wire.System.model_validate(message["system"])
    by_user_id = (notice.previous_user_id or head.from_user_id, notice.user_id)
    by_phone = (head.from_, notice.wa_id)
    pairs = (by_user_id, by_phone) if notice.type == "user_changed_user_id" else (by_phone, by_user_id)
    for previous, current in pairs:
        if previous and current and previous != current:
            return IdentityChange(previous[:MAX_ADDRESS], current[:MAX_ADDRESS])
    return Ignored(_("A notice about a customer's account: %(type)s.") % {"type": notice.type[:80]})


def read_echo(message: Json, value: Json) -> Content:
    """Return what a person of the business wrote, changed or took back in the phone app."""
    head = wire.EchoHead.model_validate(message)
    addresses = _addresses(head.to_user_id, head.to)
    if not addresses:
        return Ignored(_("An echo without a recipient."))
    spoken = read_body(head.type, message)
    if change := _change(spoken, head.timestamp, by_business=True):
        return change
    contact = next(iter(objects_in(value.get("contacts"))), {})
    return BusinessEcho(
        external_ids=addresses,
        body=spoken.shown,
        kind=spoken.kind[:MAX_TYPE],
        name=_name_of(contact),
        phone=_phone(head.to) or _phone(contact.get("wa_id")),
        sent_at=read_unix_time(head.timestamp),
    )


def read_status(status: Json) -> Content:
    """Return what became of a message of ours; an answer of 200 on a send is not yet delivery."""
    report = wire.StatusWire.model_validate(status)
    delivery = DELIVERIES.get(report.status)
    if delivery is None:
        return Ignored(_("A status we don't track: %(status)s.") % {"status": report.status[:40]})
    errors = [error for error in map(read_error, objects_in(report.errors)) if error]
    return DeliveryReport(
        provider_id=report.id,
        delivery=delivery,
        error="; ".join(map(explain, errors))[:300],
        client_ref=report.biz_opaque_callback_data,
        at=read_unix_time(report.timestamp),
        pricing={name: report.pricing[name] for name in PRICING if isinstance(report.pricing.get(name), str | bool)},
        problem=next(filter(None, map(problem_of, errors)), None) if delivery is Delivery.FAILED else None,
    )


def read_preference(preference: Json) -> Content:
    """Return what the customer wants of our marketing."""
    found = wire.Preference.model_validate(preference)
    addresses = _addresses(found.user_id, found.wa_id)
    if not addresses:
        return Ignored(_("A preference that names no customer."))
    consent = Consent.NO_MARKETING if found.value == "stop" else Consent.EVERYTHING
    return ConsentChange(addresses, consent, found.detail[:300], read_unix_time(found.timestamp))


def read_handover(value: Json) -> Content:
    """Return who answers the customer from now on.

    As on Messenger, "passed" is told to the app that has got the thread, and "taken" to the one that has lost it.
    """
    sender = value.get("sender")
    phone = sender.get("phone_number") if isinstance(sender, dict) else None
    type_ = value.get("type")
    if not isinstance(phone, str) or not phone or type_ not in ("control_passed", "control_taken"):
        return Ignored(_("A handover between apps that names no customer."))
    part = value.get(type_)
    owner = part.get("new_owner_role") if isinstance(part, dict) else ""
    return ThreadControl(
        (phone[:MAX_ADDRESS].lstrip("+"),), type_ == "control_passed", owner[:40] if isinstance(owner, str) else ""
    )


def read_user_id_update(update: Json) -> Content:
    """Return the change of a customer's user id."""
    change = wire.UserIdUpdate.model_validate(update).user_id
    if change.previous == change.current:
        return Ignored(_("A user id that did not change."))
    return IdentityChange(change.previous[:MAX_ADDRESS], change.current[:MAX_ADDRESS])


def read_value_error(error: Json) -> Content:
    """Return an error of the account as a whole; nothing is to be done with it here, but an admin can see it."""
    known = read_error(error)
    reason = explain(known) if known else _("an error without a code")
    return Ignored(_("The provider reports: %(reason)s") % {"reason": reason})
