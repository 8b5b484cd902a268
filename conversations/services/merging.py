"""One person behind several leads: who stands for whom, and who may be the same."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from conversations.models import Lead


class NotMergeableError(ValueError):
    """The two leads cannot be merged: they are one, or one of them is merged already."""


def merge_lead(*, lead_id: UUID, into_id: UUID) -> Lead:
    """Let one lead stand for another as well, and return the one that stands for both. Threads stay where they are.

    There are no chains: whoever was merged into the lead follows it. Locks both leads, in the order of their keys.

    Raises:
        NotMergeableError: they are one lead, or one of them is merged already.
        Lead.DoesNotExist: one of them is gone.
    """
    if lead_id == into_id:
        raise NotMergeableError
    with transaction.atomic():
        found = {
            lead.pk: lead
            for lead in Lead.objects.select_for_update(no_key=True).filter(pk__in=(lead_id, into_id)).order_by("pk")
        }
        if len(found) < 2:
            raise Lead.DoesNotExist
        if any(lead.merged_into_id for lead in found.values()):
            raise NotMergeableError
        Lead.objects.filter(Q(pk=lead_id) | Q(merged_into=lead_id)).update(merged_into=into_id)
    return found[into_id]


def same_contact(lead: Lead) -> QuerySet[Lead]:
    """Return leads with the same number or e-mail address that are not merged with this one, the newest first."""
    same = Q()
    # That they are not empty is said once more for the indexes, which hold no empty ones.
    if lead.phone:
        same |= Q(phone=lead.phone) & ~Q(phone="")
    if lead.email:
        same |= Q(folded_email=lead.email.lower()) & ~Q(email="")
    if not same:
        return Lead.objects.none()
    others = Lead.objects.alias(folded_email=Lower("email")).filter(same, merged_into=None)
    return others.exclude(pk__in=(lead.pk, lead.merged_into_id or lead.pk))
