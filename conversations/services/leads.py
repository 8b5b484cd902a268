"""Finding and making leads and their threads."""

from collections.abc import Mapping

import phonenumbers

from conversations.adapters.base import IdentityChange, InboundMessage
from conversations.enums import Floor
from conversations.models import ChannelAccount, Conversation, Lead, LeadIdentity
from conversations.services.floor import open_floor
from conversations.services.thread import locked_rows

FIELD_LENGTH = 300
LEAD_FIELDS = ("name", "email", "phone")


def find_or_make_lead(*, account: ChannelAccount, inbound: InboundMessage) -> Lead:
    """Return the lead that one of the addresses belongs to, or a new one; unknown addresses are added to it.

    Raises:
        IntegrityError: another transaction made the same lead at this instant; run the whole intake again.
    """
    known = {
        identity.external_id: identity.lead
        for identity in LeadIdentity.objects.select_related("lead").filter(
            account=account, external_id__in=inbound.external_ids
        )
    }
    lead = next((known[address] for address in inbound.external_ids if address in known), None)
    if lead is None:
        lead = Lead.objects.create(name=inbound.name[:160], phone=normalise_phone(inbound.phone))
    LeadIdentity.objects.bulk_create(
        LeadIdentity(account=account, lead=lead, external_id=address)
        for address in dict.fromkeys(inbound.external_ids)
        if address not in known
    )
    return lead


def find_or_make_conversation(*, account: ChannelAccount, lead: Lead) -> Conversation:
    """Return the lead's one thread on this account, locked, or a new one that the AI (or nobody yet) answers."""
    conversation = locked_rows().filter(account=account, lead=lead).first()
    if conversation is None:
        conversation = Conversation(account=account, lead=lead, team=account.team, language=lead.language)
        open_floor(conversation, to=Floor.AI if account.autopilot else Floor.NOBODY)
        conversation.save(force_insert=True)
    return conversation


def change_identity(*, account: ChannelAccount, change: IdentityChange) -> bool:
    """Add the new address beside the old one; return whether the old one was known."""
    previous = LeadIdentity.objects.filter(account=account, external_id=change.previous).first()
    if previous is None:
        return False
    LeadIdentity.objects.get_or_create(account=account, external_id=change.current, defaults={"lead": previous.lead})
    return True


def note_details(conversation: Conversation, details: Mapping[str, str]) -> dict[str, str]:
    """Keep what the customer told of himself; a name, e-mail or phone that is missing on the lead is filled in.

    Returns what is new. The caller saves the conversation.
    """
    lead = conversation.lead
    new = {
        key[:40]: " ".join(str(value).split())[:FIELD_LENGTH]
        for key, value in details.items()
        if str(value).strip() and conversation.fields.get(key) != value
    }
    conversation.fields = {**conversation.fields, **new}
    empty = [name for name in LEAD_FIELDS if new.get(name) and not getattr(lead, name)]
    for name in empty:
        value = normalise_phone(new[name]) if name == "phone" else new[name][:160]
        setattr(lead, name, value)
    if empty:
        lead.save(update_fields=empty)
    return new


def normalise_phone(number: str) -> str:
    """Return the number in E.164 form, or empty when it is not a possible international number."""
    text = number.strip()
    try:
        parsed = phonenumbers.parse(text if text.startswith("+") else f"+{text}")
    except phonenumbers.NumberParseException:
        return ""
    return (
        phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_possible_number(parsed)
        else ""
    )
