"""Leads as JSON."""

from typing import Annotated, Any, TypedDict

from conversations.enums import LeadClass
from conversations.models import Lead
from conversations.phones import country_of, show
from routing.payloads.moments import Key
from routing.payloads.people import PersonPayload, person_payload


class LeadBrief(TypedDict):
    """A customer as a list shows them; `name` is the best name there is, and never empty.

    `country`: the two letters of the number's country, empty when it is not known.
    """

    id: Key
    name: str
    country: str
    is_vip: bool
    lead_class: Annotated[str, LeadClass]


class LeadPayload(LeadBrief):
    """A customer with all that the desk knows; `fields` is what the AI or an agent wrote down.

    `known_name` is empty as long as nobody told a name; `phone` is in E.164 form, `phone_shown` is it for reading.
    """

    known_name: str
    email: str
    phone: str
    phone_shown: str
    language: str
    fields: dict[str, Any]
    owner: PersonPayload | None


def lead_brief(lead: Lead) -> LeadBrief:
    """Return what a list shows of a lead."""
    return {
        "id": str(lead.pk),
        "name": str(lead),
        "country": country_of(lead.phone),
        "is_vip": lead.is_vip,
        "lead_class": lead.lead_class,
    }


def lead_payload(lead: Lead) -> LeadPayload:
    """Return a lead; reads its owner."""
    return {
        **lead_brief(lead),
        "known_name": lead.name,
        "email": lead.email,
        "phone": lead.phone,
        "phone_shown": show(lead.phone),
        "language": lead.language,
        "fields": lead.fields,
        "owner": person_payload(lead.owner),
    }
