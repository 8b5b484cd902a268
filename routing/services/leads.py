"""What an agent corrects on a lead."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.models import Lead
from conversations.services.leads import normalise_phone
from routing.access import visible_leads
from routing.errors import NotVisible, Refused

EDITABLE = ("name", "email", "phone", "is_vip", "lead_class")


def edit_lead(*, lead_id: UUID, user: User, changes: dict[str, Any]) -> Lead:
    """Set the given ones of a lead's editable columns; a phone number is kept in E.164 form. Locks the lead.

    Raises:
        NotVisible: no such lead for this person.
        Refused: the phone number is not a possible international number, or a column is not editable.
    """
    if unknown := set(changes) - set(EDITABLE):
        raise Refused(_("This cannot be changed: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    if changes.get("phone"):
        changes = changes | {"phone": _phone(changes["phone"])}
    with transaction.atomic():
        if not visible_leads(user).filter(pk=lead_id).exists():
            raise NotVisible
        lead = Lead.objects.select_for_update().get(pk=lead_id)
        for name, value in changes.items():
            setattr(lead, name, value)
        lead.save(update_fields=list(changes))
    return lead


def _phone(number: str) -> str:
    normal = normalise_phone(number)
    if not normal:
        raise Refused(_("Give the phone number in international form, for example +12025550142."))
    return normal
