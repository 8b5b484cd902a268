"""What the desk keeps of a customer: profiles fill gaps, a person's word stays, and nothing is guessed."""

from typing import Any

import pytest

from conversations.adapters.base import InboundMessage
from conversations.enums import Author
from conversations.models import Conversation, Event, Lead
from conversations.services import lead_details
from tests.factories.accounts import UserFactory
from tests.factories.conversations import ChannelAccountFactory, ConversationFactory, WebChatAccountFactory

pytestmark = pytest.mark.django_db


def stored(conversation: Conversation) -> Lead:
    return Lead.objects.get(pk=conversation.lead_id)


def test_what_the_customer_tells_fills_gaps_and_overwrites_nothing() -> None:
    conversation = ConversationFactory.create(lead__name="Sam Doe")
    told = {"name": "Samuel", "email": "sam@example.com", "phone": "+12025550142", "order_number": " A  17 ", "x": "  "}
    new = lead_details.note_details(conversation, told)
    lead = stored(conversation)
    assert (lead.name, lead.email, lead.phone) == ("Sam Doe", "sam@example.com", "+12025550142")
    assert conversation.fields["order_number"] == "A 17"
    assert conversation.fields["name"] == "Samuel"
    assert set(new) == {"name", "email", "phone", "order_number"}
    assert lead_details.note_details(conversation, {"name": "Samuel"}) == {}
    # A model may complete a number that was told without its country.
    other = ConversationFactory.create(lead__name="")
    lead_details.note_details(other, {"name": "Kim", "phone": "+12025550143"}, filling=("name", "email"))
    assert (stored(other).name, stored(other).phone, other.fields["phone"]) == ("Kim", "", "+12025550143")


def test_what_is_told_is_bounded_and_without_direction_marks() -> None:
    conversation = ConversationFactory.create()
    lead_details.note_details(conversation, {"k" * 90: "v" * 900, "size": "\u202eXL"})
    assert conversation.fields == {"k" * 40: "v" * lead_details.FIELD_LENGTH, "size": "XL"}


# What is written in a web chat, with whose card or forward; and the lead's phone afterwards.
WRITTEN: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("me liga no (12) 99123-4567", "text", {}, ""),
    ("mi numero es 49 3012 3456", "text", {}, ""),
    ("I can come on 2026-11-28 17:30", "text", {}, ""),
    ("20261128 or 28 11 2026, from 1000 to 1200", "text", {}, ""),
    ("my number is +44 7700 900123", "text", {}, "+447700900123"),
    ("+55 21 9123-4567", "text", {}, "+5521991234567"),
    ("0049 30 901820 please", "text", {}, "+4930901820"),
    ("your line +1 202 555 0100 is always busy", "text", {}, ""),
    ("[Contact] A Friend +1 202 555 0199", "contacts", {}, ""),
    ("[Contact] Me +1 202 555 0143", "contacts", {"shared_phone": "12025550143"}, "+12025550143"),
    ("[Contact] Me +1 202 555 0143", "contacts", {"shared_phone": "+1 202 555 0143"}, "+12025550143"),
    ("ring +1 202 555 0198", "text", {"forwarded": True}, ""),
    ("[Document] scan +12025550197.pdf", "document", {}, ""),
)


def test_only_a_number_of_their_own_with_its_country_becomes_the_phone() -> None:
    account = WebChatAccountFactory.create(display_address="+1 202-555-0100")
    faults = []
    for body, kind, extra, phone in WRITTEN:
        conversation = ConversationFactory.create(account=account, lead__name="")
        # What the desk writes in place of a card or a file is nobody's words.
        words, placeholder = (body, "") if kind == "text" else ("", body)
        inbound = InboundMessage(external_ids=("x",), body=words, placeholder=placeholder, kind=kind, **extra)
        told = lead_details.own_details(inbound)
        lead_details.note_details(conversation, told)
        if stored(conversation).phone != phone or ("2026" in body and told) or ("Friend" in body and told):
            faults.append((body, stored(conversation).phone, told))
    assert not faults


def test_a_person_decides_and_no_profile_overwrites_it() -> None:
    conversation = ConversationFactory.create(lead__name="Sam")
    person, lead_id = UserFactory.create(), conversation.lead_id
    # Two who looked at the same lead before: one through a message that waits, one at the screen.
    waiting = stored(conversation)
    waiting.name = ""
    lead_details.change_lead(lead_id=lead_id, user=person, changes={"name": "", "email": "sam@example.com"})
    lead_details.take_profile(waiting, name="Profile", phone="12025550142")
    lead = stored(conversation)
    assert (lead.name, lead.email, lead.phone) == ("", "sam@example.com", "+12025550142")
    assert lead.edited == ["email", "name"]
    assert waiting.phone == "+12025550142"
    lead_details.note_details(conversation, {"name": "Told", "email": "told@example.com"})
    assert (stored(conversation).name, stored(conversation).email) == ("", "sam@example.com")


def test_a_change_by_hand_stands_in_every_thread_of_the_lead() -> None:
    first = ConversationFactory.create(lead__name="Sam")
    second = ConversationFactory.create(lead=first.lead)
    person = UserFactory.create()
    for _ in range(2):
        lead_details.change_lead(lead_id=first.lead_id, user=person, changes={"name": "Samuel", "is_vip": True})
    events = list(Event.objects.filter(kind="lead.changed"))
    assert {event.conversation_id for event in events} == {first.pk, second.pk}
    assert len(events) == 2, "the same again is no change"
    assert all((event.actor, event.user) == (Author.AGENT, person) for event in events)
    assert events[0].payload == {
        "names": ["is_vip", "name"],
        "old": {"name": "Sam", "is_vip": False},
        "new": {"name": "Samuel", "is_vip": True},
    }
    with pytest.raises(Lead.DoesNotExist):
        lead_details.change_lead(lead_id=first.pk, user=person, changes={})


def test_a_number_without_a_country_code_is_of_the_accounts_country() -> None:
    british = ConversationFactory.create(account=ChannelAccountFactory.create(display_address="+44 20 7946 0000"))
    chosen = ConversationFactory.create(account=WebChatAccountFactory.create(country="BR"))
    unknown = ConversationFactory.create(account=WebChatAccountFactory.create())
    assert lead_details.read_phone("07700 900123", british.lead_id) == "+447700900123"
    assert lead_details.read_phone("21 9123-4567", chosen.lead_id) == "+5521991234567"
    assert lead_details.read_phone("07700 900123", unknown.lead_id) == ""
    ConversationFactory.create(lead=british.lead, account=chosen.account)
    assert lead_details.read_phone("07700 900123", british.lead_id) == "", "of two countries none is guessed"
