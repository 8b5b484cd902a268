"""Who writes: addresses and threads."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from conversations.adapters.base import IdentityChange, InboundMessage
from conversations.enums import Floor
from conversations.models import Lead, LeadIdentity
from conversations.selectors import lead_matches
from conversations.services import leads
from tests.factories.conversations import (
    ChannelAccountFactory,
    ConversationFactory,
    LeadIdentityFactory,
    MessageFactory,
    TagFactory,
    WebChatAccountFactory,
)

pytestmark = pytest.mark.django_db


LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def message(*addresses: str, **fields: Any) -> InboundMessage:
    return InboundMessage(external_ids=addresses, body="hello", **fields)


def find_search(search: str) -> set[Lead]:
    return set(Lead.objects.filter(lead_matches(search)))


def addresses_of(lead: Lead) -> set[str]:
    return set(lead.identities.values_list("external_id", flat=True))


def test_a_new_customer_is_kept_with_all_their_addresses() -> None:
    account = ChannelAccountFactory.create()
    inbound = message("US.77", "12025550142", name="Sam Doe", phone="12025550142")
    lead = leads.find_or_make_thread(account=account, inbound=inbound).lead
    assert (lead.name, lead.phone) == ("Sam Doe", "+12025550142")
    assert addresses_of(lead) == {"US.77", "12025550142"}


def test_an_address_named_twice_is_one() -> None:
    lead = leads.find_or_make_thread(account=ChannelAccountFactory.create(), inbound=message("77", "77")).lead
    assert addresses_of(lead) == {"77"}


def test_one_known_address_is_enough_and_the_unknown_one_is_added() -> None:
    known = LeadIdentityFactory.create(external_id="12025550142")
    lead = leads.find_or_make_thread(
        account=known.account, inbound=message("US.77", "12025550142", name="Other name")
    ).lead
    assert lead == known.lead
    assert addresses_of(lead) == {"US.77", "12025550142"}
    assert lead.name == known.lead.name
    assert Lead.objects.count() == 1


def test_of_two_known_addresses_the_most_lasting_one_decides() -> None:
    first = LeadIdentityFactory.create(external_id="US.77")
    LeadIdentityFactory.create(external_id="12025550142", account=first.account)
    assert leads.find_or_make_thread(account=first.account, inbound=message("US.77", "12025550142")).lead == first.lead


def test_the_same_address_on_another_account_is_somebody_else() -> None:
    known = LeadIdentityFactory.create(external_id="77")
    assert leads.find_or_make_thread(account=ChannelAccountFactory.create(), inbound=message("77")).lead != known.lead


def test_a_changed_identity_takes_the_place_of_the_old_one() -> None:
    known = LeadIdentityFactory.create(external_id="old")
    change = IdentityChange("old", "new")
    assert leads.change_identity(account=known.account, change=change)
    assert leads.change_identity(account=known.account, change=change), "told twice, kept once"
    assert addresses_of(known.lead) == {"old", "new"}
    assert not leads.change_identity(account=known.account, change=IdentityChange("never seen", "other"))
    assert LeadIdentity.objects.count() == 2
    assert leads.find_or_make_thread(account=known.account, inbound=message("new")).lead == known.lead
    # Whoever gets the address next is somebody else; what was sent before the change was still the customer's.
    early = leads.find_or_make_thread(account=known.account, inbound=message("old", sent_at=LONG_AGO))
    assert early.lead == known.lead
    assert leads.find_or_make_thread(account=known.account, inbound=message("old")).lead != known.lead


def test_an_address_that_moved_to_another_customers_changes_neither() -> None:
    known = LeadIdentityFactory.create(external_id="old")
    other = LeadIdentityFactory.create(external_id="new", account=known.account)
    assert leads.change_identity(account=known.account, change=IdentityChange("old", "new"))
    for address, lead in (("old", known.lead), ("new", other.lead)):
        assert leads.find_or_make_thread(account=known.account, inbound=message(address)).lead == lead


def test_spellings_of_a_number_are_one_customer_only_where_addresses_are_numbers() -> None:
    account, chat = ChannelAccountFactory.create(), WebChatAccountFactory.create()
    for where, same in ((account, True), (chat, False)):
        first = leads.find_or_make_thread(account=where, inbound=message("5521991234567"))
        second = leads.find_or_make_thread(account=where, inbound=message("552191234567"))
        assert (first == second) == same
    assert LeadIdentity.objects.get(account=account).external_id == "5521991234567", "as it was written"
    british = ChannelAccountFactory.create(display_address="+44 20 7946 0000")
    written = ("07700900123", "+447700900123", "00447700900123", "447700900123")
    assert len({leads.find_or_make_thread(account=british, inbound=message(address)) for address in written}) == 1


def test_a_customer_with_a_lasting_id_who_writes_from_another_number_leaves_the_old_one() -> None:
    account = ChannelAccountFactory.create()

    def arrive(*addresses: str, **fields: Any) -> Lead:
        phone = next((address for address in addresses if address.isdecimal()), "")
        inbound = message(*addresses, phone=phone, **fields)
        return leads.arrive(account=account, provider_id="x", inbound=inbound).conversation.lead

    lead = arrive("US.77")
    assert lead.phone == ""
    assert arrive("US.77", "12025550801") == lead
    assert Lead.objects.get().phone == "+12025550801", "a number that came later is taken"
    assert arrive("US.77", "12025550802") == lead
    assert Lead.objects.get().phone == "+12025550802"
    assert arrive("US.77", "12025550801", sent_at=LONG_AGO) == lead
    assert Lead.objects.get().phone == "+12025550802", "an old message that came late moves nothing back"
    assert arrive("12025550801") != lead
    assert find_search("202 555 0802") == {lead}


def test_a_customer_has_one_thread_on_an_account() -> None:
    made = ConversationFactory.create()
    assert leads.find_or_make_conversation(account=made.account, lead=made.lead) == made
    other = leads.find_or_make_conversation(account=ChannelAccountFactory.create(), lead=made.lead)
    assert other != made
    assert (other.floor, other.team) == (Floor.AI, other.account.team)


def test_a_new_thread_on_a_channel_without_the_ai_is_nobodys() -> None:
    account = ChannelAccountFactory.create(autopilot=False)
    lead = leads.find_or_make_thread(account=account, inbound=message("77")).lead
    assert leads.find_or_make_conversation(account=account, lead=lead).floor == Floor.NOBODY


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
    lead = leads.find_or_make_thread(account=account, inbound=inbound).lead
    conversation = leads.find_or_make_conversation(account=account, lead=lead)
    assert values_of(found.conversation) == values_of(conversation)
    assert values_of(found.conversation.lead) == values_of(lead)
    assert found.conversation.account is account


def test_an_address_that_is_not_known_as_theirs_goes_the_long_way() -> None:
    stored = ConversationFactory.create()
    LeadIdentityFactory.create(external_id="77", account=stored.account, lead=stored.lead)
    LeadIdentityFactory.create(external_id="78", account=stored.account)
    for addresses in (("79",), ("77", "79"), ("77", "78")):
        assert leads._find_known(stored.account, "wamid.1", message(*addresses)) is None
