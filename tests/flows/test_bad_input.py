"""Bad input at the provider's door gets a clear answer and loses nothing."""

import json

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.adapters.meta.signature import sign
from conversations.enums import Author, Direction, Floor, InboundState, TurnState
from conversations.models import Conversation, InboundEvent, Message
from conversations.storable import storable_json
from routing.enums import Cause
from routing.models import Handoff
from routing.services import desk
from tests.adapters.payloads import NUMBER_ID, text_body, text_message, whatsapp_body
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, Stage, set_stage

pytestmark = pytest.mark.django_db
SECRET = "the-app-secret"


@pytest.fixture
def stage() -> Stage:
    stage = set_stage()
    stage.account.external_id, stage.account.secrets = NUMBER_ID, {"app_secret": SECRET}
    stage.account.save()
    return stage


def post(stage: Stage, body: bytes, *, secret: str = SECRET) -> int:
    path = f"/hooks/whatsapp/{stage.account.public_id}/"
    headers = {"X-Hub-Signature-256": sign(secret, body)}
    return Client().post(path, body, content_type="application/json", headers=headers).status_code


def heard() -> Message:
    return Message.objects.get(direction=Direction.INBOUND)


def test_a_wrong_secret_is_refused_and_stores_nothing(stage) -> None:
    assert post(stage, text_body("hello"), secret="guess") == 403
    assert not InboundEvent.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"object":"page"}', b"\xff\xfe\x00", b'{"a":' * 5000])
def test_a_signed_body_that_nobody_can_read_is_kept_for_the_admin(stage, body) -> None:
    assert post(stage, body) == 200
    event = InboundEvent.objects.get()
    assert (event.kind, event.state) == ("malformed", InboundState.FAILED)
    assert event.error
    assert post(stage, body) == 200
    assert InboundEvent.objects.count() == 1


def test_a_megabyte_of_text_is_kept_whole_and_cut_for_the_engine(stage) -> None:
    text = "kettle " * 150_000 + ASKS_FOR_PERSON
    assert post(stage, text_body(text)) == 200
    assert heard().body == text
    assert len(Conversation.objects.get().last_preview) == 160
    assert stage.run_ai() != []
    # What lies beyond the first 4,000 characters is not judged; it is there for the person to read.
    assert not Handoff.objects.filter(cause=Cause.TRIGGER, category="explicit_request").exists()


def test_a_request_at_the_head_of_a_megabyte_is_heard(stage) -> None:
    assert post(stage, text_body(f"{ASKS_FOR_PERSON}. " + "x" * 1_000_000)) == 200
    handoff = Handoff.objects.get()
    assert handoff.category == "explicit_request"
    assert len(json.dumps(handoff.package)) < 20_000


@pytest.mark.parametrize(
    "text",
    [
        "مرحبا، متى تصل الطلبية؟",
        "שלום",
        "\u202etxet desrever\u202c",
        "e\u0301\u0301\u0301",
        "…",
        ".",
        "   ",
        "\u200b",
    ],
)
def test_every_script_and_sign_is_kept_and_somebody_answers(stage, text) -> None:
    assert post(stage, text_body(text)) == 200
    assert heard().body == text
    assert Conversation.objects.get().floor in (Floor.AI, Floor.QUEUE)
    assert stage.run_ai() in ([TurnState.ANSWERED], [TurnState.HANDED_OFF], [])
    assert Message.objects.filter(direction=Direction.OUTBOUND).exclude(body="").count() == 1


@pytest.mark.parametrize("text", ["👍", "🫖🫖🫖 ✨"])
def test_an_emoji_alone_is_kept_and_asks_for_no_answer(stage, text) -> None:
    assert post(stage, text_body(text)) == 200
    assert heard().body == text
    assert stage.run_ai() == []
    assert not Message.objects.filter(direction=Direction.OUTBOUND).exists()


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (text_body("a\x00b"), "ab"),
        (text_body("a\ud83d b"), "a� b"),
        (text_body("\x00"), "[Empty message]"),
        (text_body("fine", **{"\x00odd": "\ud800"}), "fine"),
    ],
)
def test_null_characters_and_lone_surrogates_are_cleaned(stage, body, kept) -> None:
    assert post(stage, body) == 200
    assert heard().body == kept
    raw = json.dumps(InboundEvent.objects.get().raw)
    assert "\\u0000" not in raw
    assert "\\ud800" not in raw


def test_a_name_full_of_nothing_is_no_reason_to_lose_the_words(stage) -> None:
    contacts = [{"profile": {"name": "Sam\x00\ud83d Doe"}, "wa_id": "12025550171"}]
    body = whatsapp_body({"contacts": contacts, "messages": [text_message(KNOWN_QUESTION)]})
    assert post(stage, body) == 200
    assert heard().body == KNOWN_QUESTION
    assert "\x00" not in Conversation.objects.get().lead.name


def test_a_type_that_nobody_knows_is_a_visible_placeholder_and_its_raw_form_is_kept(stage) -> None:
    message = {**text_message("x"), "type": "hologram", "hologram": {"depth": 3}}
    assert post(stage, whatsapp_body({"messages": [message]})) == 200
    assert heard().kind == "unsupported"
    assert "hologram" in heard().body
    assert InboundEvent.objects.get().raw["value"]["messages"][0]["hologram"] == {"depth": 3}


def test_numbers_that_json_does_not_know_are_no_way_in(stage) -> None:
    good = text_body(KNOWN_QUESTION)
    for number in (b"NaN", b"Infinity", b"-Infinity", b"1e999"):
        body = good.replace(b'"timestamp": "1795200000"', b'"timestamp": "1795200000", "odd": ' + number)
        assert post(stage, body) == 200
    assert InboundEvent.objects.exists()


def test_one_bad_update_in_a_batch_does_not_cost_the_others(stage) -> None:
    pieces = [
        text_message("one", message_id="wamid.1"),
        {"id": "wamid.2"},
        7,
        text_message("three", message_id="wamid.3"),
    ]
    assert post(stage, whatsapp_body({"messages": pieces})) == 200
    bodies = Message.objects.filter(direction=Direction.INBOUND).order_by("version").values_list("body", flat=True)
    assert list(bodies) == ["one", "three"]
    assert InboundEvent.objects.count() == 4


def test_a_reply_to_a_closed_conversation_opens_it(stage) -> None:
    stage.says(KNOWN_QUESTION)
    conversation = stage.conversation()
    desk.resolve(conversation_id=conversation.pk, user=stage.ana)
    assert stage.says("one more thing").status == "open"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.text(max_size=60), st.text(max_size=10))
def test_whatever_a_customer_writes_is_stored_and_answered(stage, text, name) -> None:
    before = Message.objects.filter(direction=Direction.INBOUND).count()
    message = text_message(text, message_id=f"wamid.{before}")
    contacts = [{"profile": {"name": name}, "wa_id": "12025550171"}]
    assert post(stage, whatsapp_body({"contacts": contacts, "messages": [message]})) == 200
    stored = Message.objects.filter(direction=Direction.INBOUND)
    assert stored.count() == before + 1
    assert stored.latest("version").author == Author.LEAD


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(),
        lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(), part, max_size=3),
        max_leaves=8,
    )
)
def test_whatever_is_raw_can_be_stored(raw) -> None:
    kept = storable_json(raw)
    json.dumps(kept, ensure_ascii=False).encode()  # a lone surrogate would fail here
    assert "\\u0000" not in json.dumps(kept)
