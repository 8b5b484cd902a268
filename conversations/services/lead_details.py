"""What the desk knows of a lead: what profiles and customers tell fills gaps, and what a person set stays."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from conversations.adapters.base import InboundMessage
from conversations.ai.details import find_details
from conversations.enums import Author
from conversations.events.talk import LeadChanged
from conversations.models import Conversation, Lead
from conversations.names import LONGEST_NAME, clean_name
from conversations.phones import are_same, from_person, from_provider
from conversations.services.thread import Thread, find_locked

FIELD_LENGTH = 300
LONGEST_EMAIL = 254
LEAD_FIELDS = ("name", "email", "phone")


def take_profile(lead: Lead, *, name: str = "", phone: str = "") -> None:
    """Take a name or number that the provider tells into a lead that lacks it. The caller has locked the thread."""
    offered = {}
    if name and lead.lacks("name"):
        offered["name"] = clean_name(name)
    if phone and lead.lacks("phone"):
        offered["phone"] = from_provider(phone)
    fill_gaps(lead, offered)


def fill_gaps(lead: Lead, offered: Mapping[str, str]) -> None:
    """Fill columns that are empty and that nobody emptied by hand. Locks the lead, whose thread is locked already."""
    if not any(value and lead.lacks(name) for name, value in offered.items()):
        return
    # The row as it is: the lead was read before the wait for the thread's lock, and a colleague may have edited it.
    stored = Lead.objects.select_for_update(no_key=True).get(pk=lead.pk)
    new = {name: value for name, value in offered.items() if value and stored.lacks(name)}
    for name, value in new.items():
        setattr(stored, name, value)
    if new:
        stored.save(update_fields=new)
    for name in (*LEAD_FIELDS, "edited", "search"):
        setattr(lead, name, getattr(stored, name))


def own_details(inbound: InboundMessage) -> dict[str, str]:
    """Return what the customer states of themselves in a message: nothing is read from others' words."""
    if shared := inbound.shared_phone:
        # The answer to our request for their number.
        phone = from_provider(shared) if shared.isdecimal() else from_person(shared)
        return {"phone": phone} if phone else {}
    if inbound.forwarded or inbound.group or inbound.overheard:
        return {}
    return find_details(inbound.body)


def note_details(
    conversation: Conversation, details: Mapping[str, str], *, filling: Collection[str] = LEAD_FIELDS
) -> dict[str, str]:
    """Keep what the customer told of themselves as fields; those of `filling` that the lead lacks are filled in.

    A number without a country code is a field and never the lead's phone: its country would be guessed. Returns what
    is new. The caller saves the conversation.
    """
    told = {str(key)[:40]: clean_name(str(value), limit=FIELD_LENGTH) for key, value in details.items()}
    new = {key: value for key, value in told.items() if value and conversation.fields.get(key) != value}
    conversation.fields = {**conversation.fields, **new}
    offered = {
        "name": new.get("name", "")[:LONGEST_NAME],
        "email": new.get("email", "")[:LONGEST_EMAIL],
        "phone": _phone(new.get("phone", ""), conversation),
    }
    fill_gaps(conversation.lead, {name: offered[name] for name in filling})
    return new


def _phone(told: str, conversation: Conversation) -> str:
    """Return a number that is told with its country code, unless it is the business's own."""
    if not told.startswith("+"):
        return ""
    number = from_person(told)
    own = from_person(conversation.account.display_address)
    return "" if are_same(number, own) else number


def change_lead(*, lead_id: UUID, user: User, changes: Mapping[str, Any]) -> Lead:
    """Set columns of a lead as a person wants them; what is set so is never overwritten by a profile.

    Values are as `read_name` and `read_phone` give them. Locks the lead's threads, then the lead. Records
    `lead.changed` in each thread, with the values before and after, unless nothing changed.

    Raises:
        Lead.DoesNotExist: there is no such lead.
    """
    with transaction.atomic():
        keys = Conversation.objects.filter(lead_id=lead_id).order_by("pk").values_list("pk", flat=True)
        found = [find_locked(id=key) for key in list(keys)]
        lead = Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
        threads = [Thread(conversation) for conversation in found if conversation]
        record_change(threads, lead, changes, actor=Author.AGENT, user=user)
        for thread in threads:
            thread.close()
    return lead


def record_change(
    threads: Sequence[Thread], lead: Lead, changes: Mapping[str, Any], *, actor: Author, user: User | None = None
) -> None:
    """Write what differs from a locked lead's columns and record `lead.changed`; a person's changes are marked so."""
    new = {name: value for name, value in changes.items() if getattr(lead, name) != value}
    if not new:
        return
    before = {name: _told(getattr(lead, name)) for name in new}
    for name, value in new.items():
        setattr(lead, name, value)
    if user is not None:
        lead.edited = sorted({*lead.edited, *new})
    lead.save(update_fields={*new, "edited"})
    for thread in threads:
        after = {name: _told(value) for name, value in new.items()}
        thread.record(LeadChanged(names=sorted(new), old=before, new=after), actor=actor, user=user)


def _told(value: Any) -> str | bool:
    """Return a column's value as an event tells it: the owner by name."""
    return value if isinstance(value, bool) else "" if value is None else str(value)


def read_name(written: str) -> str:
    """Return a name as it is kept."""
    return clean_name(written, limit=LONGEST_NAME)


def read_phone(written: str, lead_id: UUID) -> str:
    """Return a number in E.164 form; one without a country code is of the country of the lead's channel account.

    Empty when it is no number, or the country is not known.
    """
    threads = Conversation.objects.select_related("account").filter(lead_id=lead_id).order_by("pk")
    countries = {thread.account.phone_country for thread in threads} - {""}
    return from_person(written, countries.pop() if len(countries) == 1 else "")
