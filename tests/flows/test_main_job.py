"""The main job through the doors: a provider's webhook, the agents' API, the real wires of Meta and of a model."""

import json
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client

from conversations.adapters.meta.signature import sign
from conversations.enums import Author, Delivery, Direction, Floor, TurnState
from conversations.models import ChannelAccount, Conversation, Message
from notifications.models import Notification
from notifications.services.relay import relay
from routing.models import Handoff
from tests.adapters.payloads import NUMBER_ID, PHONE, text_body, whatsapp_body
from tests.api.client import Caller
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, Stage, set_stage
from tests.standins import openai as wire
from tests.standins.meta import TOKEN, MetaStandIn
from tests.standins.openai import OpenAiStandIn

pytestmark = pytest.mark.django_db
SECRET = "the-app-secret"


@pytest.fixture
def meta(settings) -> Iterator[MetaStandIn]:
    with MetaStandIn() as stand_in:
        settings.META_GRAPH_BASE_URL = stand_in.base_url
        yield stand_in


@pytest.fixture
def stage(meta) -> Stage:
    stage = set_stage()
    ChannelAccount.objects.filter(pk=stage.account.pk).update(external_id=NUMBER_ID, simulator=False)
    stage.account.refresh_from_db()
    stage.account.secrets = {"app_secret": SECRET, "access_token": TOKEN}
    stage.account.save()
    return stage


def webhook(stage: Stage, body: bytes) -> None:
    headers = {"X-Hub-Signature-256": sign(SECRET, body)}
    path = f"/hooks/whatsapp/{stage.account.public_id}/"
    assert Client().post(path, body, content_type="application/json", headers=headers).status_code == 200


def writes(stage: Stage, text: str) -> None:
    webhook(stage, text_body(text, message_id=f"wamid.{uuid.uuid4().hex}"))


def work(stage: Stage) -> list[TurnState | None]:
    """Do what the workers do."""
    states = stage.run_ai()
    stage.send_all()
    for conversation in Conversation.objects.all():
        relay(conversation_id=conversation.pk)
    return states


def test_from_the_ai_to_a_person_and_back_in_one_thread(stage, meta) -> None:
    ana = Caller(stage.ana)
    writes(stage, KNOWN_QUESTION)
    assert work(stage) == [TurnState.ANSWERED]
    assert "working days" in meta.taken[0]["text"]["body"]

    writes(stage, ASKS_FOR_PERSON)
    work(stage)
    assert "pass" in meta.taken[1]["text"]["body"]
    bell = Notification.objects.get(user=stage.ana, kind="handoff.opened")
    assert bell.read_at is None
    (row,) = ana.get("conversations/", view="waiting").json["results"]
    detail = ana.get(f"conversations/{row['id']}/").json
    assert detail["handoff"]["category"] == "explicit_request"
    assert detail["handoff"]["notified_at"]

    assert ana.post(f"conversations/{row['id']}/claim/", {}).status == 200
    stale = Caller(stage.ben).post(f"conversations/{row['id']}/claim/", {})
    assert (stale.status, stale.error["holder"]) == (409, "Ana Agent")
    writes(stage, "Where is my parcel?")
    assert work(stage) == [], "the AI is paused"
    sent = ana.post(f"conversations/{row['id']}/reply/", {"body": "Ana here, it comes today."})
    assert sent.status == 201
    work(stage)
    assert meta.taken[-1]["text"]["body"] == "Ana here, it comes today."
    assert meta.taken[-1]["to"] == PHONE

    status = {"id": "wamid.STANDIN000003", "status": "read", "timestamp": "1795200000", "recipient_id": PHONE,
              "biz_opaque_callback_data": sent.json["id"]}  # fmt: skip
    webhook(stage, whatsapp_body({"statuses": [status]}))
    assert Message.objects.get(pk=sent.json["id"]).delivery == Delivery.READ

    assert ana.post(f"conversations/{row['id']}/resolve/", {"outcome": "solved"}).status == 200
    assert ana.post(f"conversations/{row['id']}/resume/", {"note": "Parcel comes today."}).status == 200
    writes(stage, "Which payment methods do you accept?")
    assert work(stage) == [TurnState.ANSWERED]
    assert "credit card" in meta.taken[-1]["text"]["body"]
    assert "AI assistant" in meta.taken[-1]["text"]["body"], "it says again what it is"

    conversation = Conversation.objects.get()
    said = conversation.messages.exclude(direction=Direction.NOTE).order_by("version").values_list("author", flat=True)
    assert list(said) == [
        Author.LEAD, Author.AI, Author.LEAD, Author.SYSTEM, Author.LEAD, Author.AGENT, Author.LEAD, Author.AI,
    ]  # fmt: skip
    assert len(meta.taken) == 4
    versions = list(conversation.events.order_by("version").values_list("version", flat=True))
    assert versions == list(range(1, conversation.version + 1))
    assert conversation.floor == Floor.AI


def test_a_model_that_escalates_hands_over_with_what_it_learned(stage, meta) -> None:
    details = wire.call("record_details", json.dumps({"name": "Robin Vale", "order_number": "A-17"}))
    with OpenAiStandIn(wire.message(calls=[details, wire.call("escalate_to_human", number=2)])) as server:
        profile = stage.account.ai_profile
        assert profile
        profile.base_url, profile.model = server.base_url, "test-model"
        profile.save()
        writes(stage, "My parcel with two kettles is a week late")
        assert work(stage) == [TurnState.HANDED_OFF]
    handoff = Handoff.objects.get()
    assert handoff.package["fields"] == {"name": "Robin Vale", "order_number": "A-17"}
    assert "A-17" in handoff.package["header"]
    assert len(meta.taken) == 1
    assert Message.objects.get(purpose="acknowledgement").delivery == Delivery.SENT


def test_a_stranger_is_told_that_there_is_nothing(stage) -> None:
    writes(stage, ASKS_FOR_PERSON)
    conversation = Conversation.objects.get()
    stage.ben.memberships.all().delete()
    there = Caller(stage.ben).post(f"conversations/{conversation.pk}/claim/", {})
    missing = Caller(stage.ben).post(f"conversations/{uuid.uuid4()}/claim/", {})
    assert (there.status, there.json) == (missing.status, missing.json) == (404, missing.json)
