"""What an agent corrects on a lead."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.models import Lead
from conversations.services.lead_details import change_lead, read_name, read_phone
from routing.access import visible_leads
from routing.errors import NotVisible, Refused

EDITABLE = ("name", "email", "phone", "is_vip", "lead_class")


def edit_lead(*, lead_id: UUID, user: User, changes: dict[str, Any]) -> Lead:
    """Set the given ones of a lead's editable columns; a phone number is kept in E.164 form.

    Locks the lead's threads and the lead. Records `lead.changed` in each thread.

    Raises:
        NotVisible: no such lead for this person.
        Refused: the phone number is none, or its country is not known; or a column is not editable.
    """
    if unknown := set(changes) - set(EDITABLE):
        raise Refused(_("These can't be changed: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    with transaction.atomic():
        _see(lead_id, user)
        if "name" in changes:
            changes = changes | {"name": read_name(changes["name"])}
        if changes.get("phone"):
            changes = changes | {"phone": _phone(changes["phone"], lead_id)}
        lead = change_lead(lead_id=lead_id, user=user, changes=changes)
        # Again under the lock: the conversation may have moved to another team meanwhile.
        _see(lead_id, user)
    return lead


def _see(lead_id: UUID, user: User) -> None:
    if not visible_leads(user).filter(pk=lead_id).exists():
        raise NotVisible


def _phone(number: str, lead_id: UUID) -> str:
    normal = read_phone(number, lead_id)
    if not normal:
        raise Refused(_("Enter the phone number with its country code, for example +1 202 555 0142."))
    return normal
