"""Leads that are one person: no chains, no circle, and who may be the same is found by number and e-mail."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from conversations.models import Lead
from conversations.services.leads import add_identities
from conversations.services.merging import NotMergeableError, merge_lead, same_contact
from tests.factories.conversations import ChannelAccountFactory, LeadFactory, WebChatAccountFactory

pytestmark = pytest.mark.django_db


def test_there_are_no_chains() -> None:
    first, second, third = LeadFactory.create_batch(3)
    assert merge_lead(lead_id=first.pk, into_id=second.pk) == second
    assert merge_lead(lead_id=second.pk, into_id=third.pk) == third
    assert set(third.merged_leads.all()) == {first, second}
    for lead, into in ((first, third), (third, first), (third, third)):
        with pytest.raises(NotMergeableError):
            merge_lead(lead_id=lead.pk, into_id=into.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=third.pk).update(merged_into=F("id"))


def test_who_may_be_the_same_person_is_found() -> None:
    one = LeadFactory.create(phone="+12025550142", email="Ana@example.com")
    by_phone = LeadFactory.create(phone="+12025550142")
    by_mail = LeadFactory.create(email="ana@EXAMPLE.com")
    LeadFactory.create(phone="+12025550143")
    assert set(same_contact(one)) == {by_phone, by_mail}
    merge_lead(lead_id=by_phone.pk, into_id=one.pk)
    assert set(same_contact(one)) == {by_mail}
    assert not same_contact(LeadFactory.create()), "nothing is no contact"


def test_an_address_says_what_it_is() -> None:
    lead, whatsapp, webchat = LeadFactory.create(), ChannelAccountFactory.create(), WebChatAccountFactory.create()
    add_identities(account=whatsapp, lead=lead, addresses=["US.1234567", "12025550142"])
    add_identities(account=webchat, lead=lead, addresses=["0b9f6b1e-9c5a-4a86-8d6e-2f7f4c1d9a11"])
    kinds = dict(lead.identities.values_list("external_id", "kind"))
    assert list(kinds.values()) == ["provider", "phone", "visitor"]
