"""Finding and making leads and their threads."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from django.db import connection

from conversations import rows
from conversations.adapters.base import IdentityChange, InboundMessage
from conversations.enums import Floor, LanguageSource
from conversations.models import ChannelAccount, Conversation, Lead, LeadIdentity, Message
from conversations.services.floor import open_floor
from conversations.services.thread import find_locked

FIELD_LENGTH = 300
LEAD_FIELDS = ("name", "email", "phone")


# The thread of a known customer with all that his message needs, in one statement. The last value says whether each
# further address is his as well.
_KNOWN = """
SELECT {conversation}, {lead},
    EXISTS (SELECT 1 FROM conversations_message m WHERE m.account_id = i.account_id AND m.provider_id = %s),
    EXISTS (SELECT 1 FROM conversations_conversation_tags t WHERE t.conversation_id = c.id),
    (SELECT count(*) FROM conversations_leadidentity o
     WHERE o.account_id = i.account_id AND o.lead_id = i.lead_id AND o.external_id IN ({addresses}))
FROM conversations_leadidentity i
JOIN conversations_lead l ON l.id = i.lead_id
JOIN conversations_conversation c ON c.lead_id = i.lead_id AND c.account_id = i.account_id
WHERE i.account_id = %s AND i.external_id = %s {lock}
"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a customer's message goes: his thread, locked, and what is known before it is stored.

    `known`: the message is stored already. `tagged`: the thread may carry tags.
    """

    conversation: Conversation
    known: bool
    tagged: bool


def arrive(*, account: ChannelAccount, provider_id: str, inbound: InboundMessage) -> Arrival:
    """Return the thread that a customer's message belongs to, locked; lead, addresses and thread are made if need be.

    Raises:
        IntegrityError: another transaction made the same lead at this instant; run the whole intake again.
    """
    arrival = _find_known(account, provider_id, inbound)
    if arrival:
        return arrival
    lead = find_or_make_lead(account=account, inbound=inbound)
    conversation = find_or_make_conversation(account=account, lead=lead)
    known = Message.objects.filter(account=account, provider_id=provider_id).exists()
    return Arrival(conversation, known, tagged=conversation.version > 0)


def _find_known(account: ChannelAccount, provider_id: str, inbound: InboundMessage) -> Arrival | None:
    """Return the thread of a customer all of whose addresses are known as his.

    Lead and tags are read as they were before the wait for the lock, as the rows beside a locked one always are.
    """
    addresses = tuple(dict.fromkeys(inbound.external_ids))
    found = rows.fetch(
        _known_text(connection.vendor, len(addresses)), (provider_id, *addresses, account.pk, addresses[0])
    )
    if not found or found[0][-1] < len(addresses):
        return None
    *values, known, tagged, _ = found[0]
    width = rows.width_of(Conversation)
    conversation, lead = rows.make(Conversation, values[:width]), rows.make(Lead, values[width:])
    conversation.account, conversation.lead = account, lead
    return Arrival(conversation, bool(known), bool(tagged))


@lru_cache(maxsize=16)
def _known_text(vendor: str, addresses: int) -> str:
    return _KNOWN.format(
        conversation=rows.columns_of(Conversation, "c"),
        lead=rows.columns_of(Lead, "l"),
        addresses=", ".join(["%s"] * addresses),
        # SQLite has one writer at a time and no row locks.
        lock="" if vendor == "sqlite" else "FOR NO KEY UPDATE OF c",
    )


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
    conversation = find_locked(account_id=account.pk, lead_id=lead.pk)
    if conversation is None:
        conversation = Conversation(account=account, lead=lead, team=account.team, language=lead.language)
        # Only a person writes it on the lead.
        conversation.language_source = LanguageSource.PERSON if lead.language else LanguageSource.UNKNOWN
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
