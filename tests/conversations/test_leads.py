"""Who writes: addresses, threads and what a customer tells of himself."""

import pytest
from django.db.models import Model
from django.utils import timezone

from conversations.adapters.base import IdentityChange, InboundMessage
from conversations.enums import Floor
from conversations.models import Lead, LeadIdentity
from conversations.services import leads
from tests.factories.conversations import (
    ChannelAccountFactory,
    ConversationFactory,
    LeadIdentityFactory,
    MessageFactory,
    TagFactory,
)

pytestmark = pytest.mark.django_db


def message(*addresses: str, **fields: str) -> InboundMessage:
    return InboundMessage(external_ids=addresses, body="hello", **fields)  # type: ignore[arg-type]


def addresses_of(lead: Lead) -> set[str]:
    return set(lead.identities.values_list("external_id", flat=True))


def test_a_new_customer_is_kept_with_all_his_addresses() -> None:
    account = ChannelAccountFactory.create()
    inbound = message("US.77", "12025550142", name="Sam Doe", phone="12025550142")
    lead = leads.find_or_make_lead(account=account, inbound=inbound)
    assert (lead.name, lead.phone) == ("Sam Doe", "+12025550142")
    assert addresses_of(lead) == {"US.77", "12025550142"}


def test_an_address_named_twice_is_one() -> None:
    lead = leads.find_or_make_lead(account=ChannelAccountFactory.create(), inbound=message("77", "77"))
    assert addresses_of(lead) == {"77"}


def test_one_known_address_is_enough_and_the_unknown_one_is_added() -> None:
    known = LeadIdentityFactory.create(external_id="12025550142")
    lead = leads.find_or_make_lead(account=known.account, inbound=message("US.77", "12025550142", name="Other name"))
    assert lead == known.lead
    assert addresses_of(lead) == {"US.77", "12025550142"}
    assert lead.name == known.lead.name
    assert Lead.objects.count() == 1


def test_of_two_known_addresses_the_most_lasting_one_decides() -> None:
    first = LeadIdentityFactory.create(external_id="US.77")
    LeadIdentityFactory.create(external_id="12025550142", account=first.account)
    assert leads.find_or_make_lead(account=first.account, inbound=message("US.77", "12025550142")) == first.lead


def test_the_same_address_on_another_account_is_somebody_else() -> None:
    known = LeadIdentityFactory.create(external_id="77")
    assert leads.find_or_make_lead(account=ChannelAccountFactory.create(), inbound=message("77")) != known.lead


def test_a_changed_identity_stands_beside_the_old_one() -> None:
    known = LeadIdentityFactory.create(external_id="old")
    change = IdentityChange("old", "new")
    assert leads.change_identity(account=known.account, change=change)
    assert leads.change_identity(account=known.account, change=change), "told twice, kept once"
    assert addresses_of(known.lead) == {"old", "new"}
    assert not leads.change_identity(account=known.account, change=IdentityChange("never seen", "new"))
    assert LeadIdentity.objects.count() == 2


def test_a_customer_has_one_thread_on_an_account() -> None:
    made = ConversationFactory.create()
    assert leads.find_or_make_conversation(account=made.account, lead=made.lead) == made
    other = leads.find_or_make_conversation(account=ChannelAccountFactory.create(), lead=made.lead)
    assert other != made
    assert (other.floor, other.team) == (Floor.AI, other.account.team)


def test_a_new_thread_on_a_channel_without_the_ai_is_nobodys() -> None:
    account = ChannelAccountFactory.create(autopilot=False)
    lead = leads.find_or_make_lead(account=account, inbound=message("77"))
    assert leads.find_or_make_conversation(account=account, lead=lead).floor == Floor.NOBODY


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("12025550142", "+12025550142"),
        ("+49 30 901820", "+4930901820"),
        (" +1 (202) 555-0142 ", "+12025550142"),
        ("123", ""),
        ("US.7740018822", ""),
        ("", ""),
        ("call me", ""),
    ],
)
def test_phones_are_kept_in_one_form_or_not_at_all(given, kept) -> None:
    assert leads.normalise_phone(given) == kept


def test_what_the_customer_tells_fills_gaps_and_overwrites_nothing() -> None:
    conversation = ConversationFactory.create(lead__name="Sam Doe")
    told = {"name": "Samuel", "email": "sam@example.com", "phone": "12025550142", "order_number": " A  17 ", "x": "  "}
    new = leads.note_details(conversation, told)
    lead = Lead.objects.get(pk=conversation.lead_id)
    assert (lead.name, lead.email, lead.phone) == ("Sam Doe", "sam@example.com", "+12025550142")
    assert conversation.fields["order_number"] == "A 17"
    assert conversation.fields["name"] == "Samuel"
    assert set(new) == {"name", "email", "phone", "order_number"}
    assert leads.note_details(conversation, {"name": "Samuel"}) == {}


def test_what_is_told_is_bounded() -> None:
    conversation = ConversationFactory.create()
    leads.note_details(conversation, {"k" * 90: "v" * 900})
    assert conversation.fields == {"k" * 40: "v" * leads.FIELD_LENGTH}


def values_of(row: Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("is_tagged", [False, True])
@pytest.mark.parametrize("is_known", [False, True])
@pytest.mark.parametrize("addresses", [("77",), ("77", "US.77"), ("US.77", "77", "77")])
def test_the_one_statement_finds_what_the_orm_finds(addresses, is_known, is_tagged) -> None:
    stored = ConversationFactory.create(fields={"size": "M"}, snoozed_until=timezone.now())
    for address in set(addresses):
        LeadIdentityFactory.create(external_id=address, account=stored.account, lead=stored.lead)
    ConversationFactory.create(account=stored.account)  # somebody else's
    if is_known:
        MessageFactory.create(conversation=stored, account=stored.account, provider_id="wamid.1")
    if is_tagged:
        stored.tags.add(TagFactory.create())
    account, inbound = stored.account, message(*addresses)
    found = leads._find_known(account, "wamid.1", inbound)
    assert found
    assert (found.known, found.tagged) == (is_known, is_tagged)
    lead = leads.find_or_make_lead(account=account, inbound=inbound)
    conversation = leads.find_or_make_conversation(account=account, lead=lead)
    assert values_of(found.conversation) == values_of(conversation)
    assert values_of(found.conversation.lead) == values_of(lead)
    assert found.conversation.account is account


def test_an_address_that_is_not_known_as_his_goes_the_long_way() -> None:
    stored = ConversationFactory.create()
    LeadIdentityFactory.create(external_id="77", account=stored.account, lead=stored.lead)
    LeadIdentityFactory.create(external_id="78", account=stored.account)
    for addresses in (("79",), ("77", "79"), ("77", "78")):
        assert leads._find_known(stored.account, "wamid.1", message(*addresses)) is None
