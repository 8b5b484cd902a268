"""One person, one thread, one voice: what WhatsApp tells of who writes, through the whole door."""

import itertools
from typing import Any

import pytest
import time_machine
from django.test import Client

from conversations.adapters.meta.signature import sign
from conversations.enums import Author, Floor
from conversations.models import ChannelAccount, Conversation, Lead
from conversations.selectors import lead_matches
from tests.adapters.payloads import NUMBER_ID, whatsapp_body
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, Stage, set_stage

pytestmark = pytest.mark.django_db
SECRET = "app-secret"


class Provider:
    """Posts signed updates, each with an id of its own."""

    def __init__(self, account: ChannelAccount) -> None:
        self.client, self.account, self.number = Client(), account, itertools.count(1)

    def post(self, value: dict[str, Any], field: str = "messages") -> None:
        body = whatsapp_body(value, field=field)
        headers = {"X-Hub-Signature-256": sign(SECRET, body)}
        path = f"/hooks/whatsapp/{self.account.public_id}/"
        answer = self.client.post(path, body, content_type="application/json", headers=headers)
        assert answer.status_code == 200

    def says(self, text: str, *, name: str = "", sent: int = 1795200000, **sender: str) -> None:
        piece = {"id": f"wamid.{next(self.number)}", "timestamp": str(sent), "type": "text", "text": {"body": text}}
        sender = {key.replace("from_number", "from"): value for key, value in sender.items()}
        contact = {"wa_id": sender.get("from", ""), "user_id": sender.get("from_user_id", "")}
        profile = {"profile": {"name": name}} if name else {}
        self.post({"contacts": [contact | profile], "messages": [piece | sender]})

    def echoes(self, text: str, to: str, *, name: str = "", wa_id: str = "") -> None:
        piece = {"id": f"wamid.{next(self.number)}", "timestamp": "1795200300", "type": "text", "text": {"body": text}}
        contacts = [{"wa_id": wa_id or to, "profile": {"name": name}}] if name else []
        self.post({"contacts": contacts, "message_echoes": [piece | {"from": "1", "to": to}]}, "smb_message_echoes")

    def tells_new_number(self, old: str, new: str) -> None:
        system = {"type": "user_changed_number", "wa_id": new, "body": "changed"}
        head = {"id": f"wamid.{next(self.number)}", "timestamp": "1795200400", "type": "system"}
        self.post({"messages": [head | {"from": old, "system": system}]})


@pytest.fixture
def stage() -> Stage:
    stage = set_stage()
    ChannelAccount.objects.filter(pk=stage.account.pk).update(external_id=NUMBER_ID, secrets={"app_secret": SECRET})
    stage.account.refresh_from_db()
    return stage


@pytest.fixture
def provider(stage: Stage) -> Provider:
    return Provider(stage.account)


def found_by(search: str) -> set[Lead]:
    return set(Lead.objects.filter(lead_matches(search)))


@pytest.mark.parametrize(
    ("own", "other", "phone"),
    [
        ("5521991234567", "552191234567", "+5521991234567"),
        ("552191234567", "5521991234567", "+5521991234567"),
        ("5213312340000", "523312340000", "+523312340000"),
        ("5493414123456", "543414123456", "+5493414123456"),
        ("22547123456", "2250747123456", "+2250747123456"),
        ("447700900666", "4407700900666", "+447700900666"),
        ("4407700900666", "447700900666", "+447700900666"),
        ("447700900666", "004407700900666", "+447700900666"),
        ("4915112340001", "49015112340001", "+4915112340001"),
    ],
)
@time_machine.travel(1795200010, tick=False)  # the provider's time: what is a day old is not answered
def test_an_answer_from_the_phone_app_to_the_other_spelling_silences_the_ai(stage, provider, own, other, phone) -> None:
    provider.says(KNOWN_QUESTION, from_number=own)
    stage.run_ai()
    assert Conversation.objects.get().last_author == Author.AI

    provider.echoes("A person is here", to=other)

    conversation = Conversation.objects.get()
    assert conversation.floor == Floor.NOBODY
    assert conversation.lead.phone == phone
    provider.says(KNOWN_QUESTION, from_number=own)
    stage.run_ai()
    assert not Conversation.objects.get().messages.filter(author=Author.AI, version__gt=conversation.version).exists()
    assert found_by(own) == found_by(other) == {conversation.lead}


def test_who_was_written_to_first_has_name_and_number_and_whoever_comes_later_gets_them(stage, provider) -> None:
    provider.echoes("Your order is ready", to="552191234567", name="Pia \u202eTest", wa_id="5521991234567")
    assert (Lead.objects.get().name, Lead.objects.get().phone) == ("Pia Test", "+5521991234567")

    provider.says("Hello", from_number="12025550501")
    nameless = Lead.objects.get(phone="+12025550501")
    assert (nameless.name, str(nameless)) == ("", "+1 202-555-0501 (United States)")
    provider.says("Hello again", from_number="12025550501", name="Kim Vale")
    provider.says("And again", from_number="12025550501", name="Somebody Else")
    assert Lead.objects.get(phone="+12025550501").name == "Kim Vale"

    provider.says("Hi", from_user_id="US.7740018899")
    secret = Lead.objects.get(phone="")
    assert str(secret).startswith("Visitor ")
    provider.says("Me", from_user_id="US.7740018899", from_number="12025550801", name="Robin")
    assert found_by("202 555 0801") == found_by("robin") == {secret}


def test_a_changed_number_moves_address_and_phone(stage, provider) -> None:
    provider.says(ASKS_FOR_PERSON, from_number="12025550401", name="Kim")
    provider.tells_new_number("12025550401", "12025550402")
    provider.says("I am still here", from_number="12025550402", name="Kim")

    conversation = Conversation.objects.get()
    assert conversation.lead.phone == "+12025550402"
    assert found_by("12025550402") == {conversation.lead}
    assert found_by("12025550401") == set()
    event = conversation.events.get(kind="lead.changed")
    assert (event.actor, event.payload["names"]) == (Author.LEAD, ["phone"])
    # Somebody else gets the old number, months later.
    provider.says("Hello", from_number="12025550401", name="A Stranger", sent=4_000_000_000)
    assert Lead.objects.count() == 2


def test_a_number_set_by_hand_is_no_number_that_changed(stage, provider) -> None:
    provider.says("Hello", from_number="12025550401")
    lead = Lead.objects.get()
    lead.phone, lead.edited = "+4930901820", ["phone"]
    lead.save()
    provider.tells_new_number("12025550401", "12025550402")
    assert Lead.objects.get().phone == "+4930901820"
