"""Finding and making leads and their threads."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.models import Q

from conversations import clock, rows
from conversations.adapters.base import IdentityChange, InboundMessage
from conversations.adapters.declaration import Door
from conversations.adapters.registry import get_channel
from conversations.enums import Author, Floor, IdentityKind, LanguageSource
from conversations.models import ChannelAccount, Conversation, Lead, LeadIdentity, Message
from conversations.names import clean_name
from conversations.numbering import match_key
from conversations.phones import are_same, from_person, from_provider
from conversations.services.floor import open_floor
from conversations.services.lead_details import record_change, take_profile
from conversations.services.thread import Thread, find_locked

logger = logging.getLogger(__name__)

# The thread of a known customer with all that their message needs, in one statement. The last value says whether each
# further address is theirs as well.
_KNOWN = """
SELECT {conversation}, {lead},
    EXISTS (SELECT 1 FROM conversations_message m WHERE m.account_id = i.account_id AND m.provider_id = %s),
    EXISTS (SELECT 1 FROM conversations_conversation_tags t WHERE t.conversation_id = c.id),
    (SELECT count(*) FROM conversations_leadidentity o
     WHERE o.account_id = i.account_id AND o.lead_id = i.lead_id AND o.canonical IN ({addresses}))
FROM conversations_leadidentity i
JOIN conversations_lead l ON l.id = i.lead_id
JOIN conversations_conversation c ON c.lead_id = i.lead_id AND c.account_id = i.account_id
WHERE i.account_id = %s AND i.canonical = %s {lock}
"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a customer's message goes: their thread, locked, and what is known before it is stored.

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
    arrival = None if settings.ROWS_BY_ORM else _find_known(account, provider_id, inbound)
    if arrival:
        take_profile(arrival.conversation.lead, name=inbound.name, phone=inbound.phone)
        return arrival
    conversation = find_or_make_thread(account=account, inbound=inbound)
    known = Message.objects.filter(account=account, provider_id=provider_id).exists()
    return Arrival(conversation, known, tagged=conversation.version > 0)


def _find_known(account: ChannelAccount, provider_id: str, inbound: InboundMessage) -> Arrival | None:
    """Return the thread of a customer all of whose addresses are known as theirs.

    Lead and tags are read as they were before the wait for the lock, as the rows beside a locked one always are.
    """
    addresses = tuple(canonical_forms(account, inbound.external_ids))
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


def canonical_forms(account: ChannelAccount, addresses: Iterable[str]) -> dict[str, str]:
    """Return addresses by what all their spellings have in common, in their order; of two spellings the first."""
    forms: dict[str, str] = {}
    for address in addresses:
        forms.setdefault(_canonical(account, address), address)
    return forms


def _canonical(account: ChannelAccount, address: str) -> str:
    if not _is_number(account, address):
        return address
    if address.startswith(("0", "+0")):
        # Not as providers write it. Of no known country it stays what it is.
        return match_key(from_person(address, account.phone_country).lstrip("+")) or address
    return match_key(address.lstrip("+"))


def find_or_make_thread(*, account: ChannelAccount, inbound: InboundMessage) -> Conversation:
    """Return the locked thread of the lead that one of the addresses belongs to; lead and thread are made if need be.

    Unknown addresses are added to the lead; a name or number that the lead lacks is taken from the profile.

    Raises:
        IntegrityError: another transaction made the same lead at this instant; run the whole intake again.
    """
    forms = canonical_forms(account, inbound.external_ids)
    lead = _find_lead(account, forms, inbound)
    if lead is None:
        lead = Lead.objects.create(name=clean_name(inbound.name), phone=from_provider(inbound.phone))
        add_identities(account=account, lead=lead, addresses=inbound.external_ids)
        return find_or_make_conversation(account=account, lead=lead)
    # Locked before anything of the lead is written: whoever changes a lead takes the same order.
    conversation = find_or_make_conversation(account=account, lead=lead)
    _note_addresses(conversation, forms, inbound)
    take_profile(conversation.lead, name=inbound.name, phone=inbound.phone)
    return conversation


def _find_lead(account: ChannelAccount, forms: dict[str, str], inbound: InboundMessage) -> Lead | None:
    """Return whose one of the addresses is, else whose one was when the message was sent; the most lasting decides."""
    wanted = Q(canonical__in=list(forms))
    if inbound.sent_at is not None:
        wanted |= Q(external_id__in=inbound.external_ids, left_at__gt=inbound.sent_at)
    identities = list(LeadIdentity.objects.select_related("lead").filter(wanted, account=account).order_by("-pk"))
    present = {identity.canonical: identity.lead for identity in identities if identity.canonical}
    past = (identity.lead for identity in identities)
    return next((present[form] for form in forms if form in present), None) or next(past, None)


def _note_addresses(conversation: Conversation, forms: dict[str, str], inbound: InboundMessage) -> None:
    """Add what is new of a known customer's addresses; a new number takes the place of the numbers before.

    For then the lead was found by a lasting id; and who gets an old number later must not get into this thread.
    """
    account, lead = conversation.account, conversation.lead
    found = list(LeadIdentity.objects.filter(Q(lead=lead) | Q(canonical__in=list(forms)), account=account))
    mine = [identity for identity in found if identity.lead_id == lead.pk]
    # A message from before the move brings nothing new.
    past = {row.external_id for row in mine if row.left_at and inbound.sent_at and row.left_at > inbound.sent_at}
    taken = {identity.canonical for identity in found}
    new = [address for form, address in forms.items() if form not in taken and address not in past]
    number = next((address for address in new if _is_number(account, address)), "")
    if number:
        thread = Thread(conversation)
        for identity in mine:
            if identity.left_at is None and identity.kind == IdentityKind.PHONE:
                _leave(identity)
                _move_phone(thread, identity.external_id, number)
        thread.close()
    add_identities(account=account, lead=lead, addresses=new)


def _is_number(account: ChannelAccount, address: str) -> bool:
    return get_channel(account.kind).addresses_are_phones and address.lstrip("+").isdecimal()


def _kind_of(account: ChannelAccount, address: str) -> IdentityKind:
    if _is_number(account, address):
        return IdentityKind.PHONE
    return IdentityKind.VISITOR if get_channel(account.kind).door is Door.WIDGET else IdentityKind.PROVIDER


def add_identities(*, account: ChannelAccount, lead: Lead, addresses: Iterable[str]) -> None:
    """Make the addresses lead to the lead on this account.

    Raises:
        IntegrityError: one of them, in whichever spelling, belongs to somebody already.
    """
    LeadIdentity.objects.bulk_create(
        LeadIdentity(account=account, lead=lead, kind=_kind_of(account, address), external_id=address, canonical=form)
        for form, address in canonical_forms(account, addresses).items()
    )


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
    """Let the new address lead to the customer in place of the old one; return whether either was known.

    The phone moves along when it was the old number. The old address is kept as given up, for messages that were sent
    before. When the new address is somebody else's already, nothing is moved: two threads are not made one here.
    Locks the thread. Records `lead.changed` when the phone moved.

    Raises:
        IntegrityError: another transaction took the new address at this instant; run the whole intake again.
    """
    old, new = (_canonical(account, address) for address in (change.previous, change.current))
    previous, current = (LeadIdentity.objects.filter(account=account, canonical=form).first() for form in (old, new))
    if previous is None or old == new:
        return bool(previous or current)
    if current is not None and current.lead_id != previous.lead_id:
        logger.warning(
            "an address moved to one that another lead has",
            extra={"lead": str(previous.lead_id), "other_lead": str(current.lead_id)},
        )
        return True
    thread = Thread(find_or_make_conversation(account=account, lead=previous.lead))
    _leave(previous)
    if current is None:
        add_identities(account=account, lead=previous.lead, addresses=[change.current])
    _move_phone(thread, change.previous, change.current)
    thread.close()
    return True


def _leave(identity: LeadIdentity) -> None:
    identity.canonical, identity.left_at = None, clock.now()
    identity.save(update_fields=["canonical", "left_at"])


def _move_phone(thread: Thread, previous: str, current: str) -> None:
    """Let the lead's phone follow a number that changed; one that is another number, or was emptied by hand, stays."""
    account = thread.conversation.account
    number = from_provider(current) if _is_number(account, current) else ""
    lead = Lead.objects.select_for_update(no_key=True).get(pk=thread.conversation.lead_id)
    if number and number != lead.phone and (lead.lacks("phone") or are_same(lead.phone, previous)):
        record_change([thread], lead, {"phone": number}, actor=Author.LEAD)
        thread.conversation.lead.phone = number
