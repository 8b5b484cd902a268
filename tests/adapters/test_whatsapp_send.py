"""Sending through the Cloud API, against a local server that speaks its wire."""

import json
import socket
from typing import Any

import pytest

from conversations.adapters.base import Lost, Sender, SendRefused, Sent
from conversations.adapters.outgoing import (
    Outgoing,
    OutgoingButton,
    OutgoingList,
    OutgoingMedia,
    OutgoingReaction,
    OutgoingTemplate,
)
from conversations.adapters.whatsapp.payloads import make_payload
from conversations.adapters.whatsapp.send import send
from tests.standins.meta import TOKEN, MetaStandIn, graph_error
from tests.standins.server import Reply

SECRETS = {"access_token": TOKEN}
SENDER = Sender(external_id="118400000000031", secrets={"access_token": TOKEN}, simulator=False)
REF = "0197d2a0-0000-7000-8000-000000000001"
MESSAGE = Outgoing(to=("12025550171",), body="It is in stock ✔", client_ref=REF, reply_to="wamid.SAMPLE0001")


@pytest.fixture
def meta(settings):
    with MetaStandIn() as stand_in:
        settings.META_GRAPH_BASE_URL = stand_in.base_url
        settings.HTTP_TIMEOUT_SECONDS = 5
        yield stand_in


def test_a_text_arrives_as_the_wire_wants_it(meta):
    assert send(SENDER, MESSAGE) == Sent("wamid.STANDIN000001")
    (asked,) = meta.asked
    assert (asked.method, asked.path) == ("POST", "/v26.0/118400000000031/messages")
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.headers["content-type"] == "application/json"
    assert asked.json == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "12025550171",
        "type": "text",
        "text": {"preview_url": False, "body": "It is in stock ✔"},
        "context": {"message_id": "wamid.SAMPLE0001"},
        "biz_opaque_callback_data": REF,
    }


@pytest.mark.parametrize(
    ("address", "field"), [("12025550171", "to"), ("+12025550171", "to"), ("US.7740018822", "recipient")]
)
def test_a_phone_is_to_and_a_user_id_is_recipient(address, field):
    payload = make_payload(Outgoing(to=(address, "99999999"), body="x", client_ref=REF))
    assert payload[field] == address
    assert len({"to", "recipient"} & payload.keys()) == 1
    assert "context" not in payload


@pytest.mark.parametrize(
    ("code", "permanent", "broken"),
    [(131047, True, False), (131056, False, False), (190, True, True), (131000, False, False)],
)
def test_a_refusal_is_understood(meta, code, permanent, broken):
    meta.script_errors(code)
    result = send(SENDER, MESSAGE)
    assert isinstance(result, SendRefused)
    assert (result.permanent, result.channel_broken) == (permanent, broken)
    assert result.reason.startswith(f"{code}: ")
    assert meta.taken == []


def test_the_wait_that_the_provider_asks_for_is_kept(meta):
    meta.script(graph_error(131056, headers={"Retry-After": "17"}))
    result = send(SENDER, MESSAGE)
    assert isinstance(result, SendRefused)
    assert result.retry_after is not None
    assert result.retry_after.total_seconds() == 17


def test_a_wrong_token_breaks_the_account(meta):
    result = send(Sender(external_id="118400000000031", secrets={"access_token": "stale"}, simulator=False), MESSAGE)
    assert isinstance(result, SendRefused)
    assert result.channel_broken
    assert "stale" not in result.reason


def test_a_cut_answer_is_lost_although_the_message_was_taken(meta):
    meta.take_then_cut()
    assert isinstance(send(SENDER, MESSAGE), Lost)
    assert len(meta.taken) == 1


def test_a_late_answer_is_lost_although_the_message_was_taken(meta, settings):
    settings.HTTP_TIMEOUT_SECONDS = 1
    meta.take_then_wait(30)
    assert isinstance(send(SENDER, MESSAGE), Lost)
    assert len(meta.taken) == 1


@pytest.mark.parametrize(
    "body", [b"", b"OK", b"{}", b'{"messages": []}', b'{"messages": [{"id": 5}]}', b'{"messages": 1}']
)
def test_a_success_that_cannot_be_read_is_lost(meta, body):
    meta.script(Reply(200, body or b" "))
    assert isinstance(send(SENDER, MESSAGE), Lost)


def test_a_gateway_error_is_lost(meta):
    meta.script(Reply(502, b"<html>bad gateway</html>"))
    assert isinstance(send(SENDER, MESSAGE), Lost)


def test_a_redirect_is_not_followed(meta):
    meta.script(Reply(307, b"", {"Location": f"{meta.base_url}/118400000000031/messages"}))
    result = send(SENDER, MESSAGE)
    assert isinstance(result, SendRefused)
    assert len(meta.asked) == 1


def test_a_closed_door_may_be_tried_again(settings):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.META_GRAPH_BASE_URL = f"http://127.0.0.1:{unused.getsockname()[1]}/v26.0"
    result = send(SENDER, MESSAGE)
    assert isinstance(result, SendRefused)
    assert not result.permanent


@pytest.mark.parametrize("sender", [Sender("", SECRETS, False), Sender("118400000000031", {}, False)])
def test_an_account_without_its_secrets_sends_nothing(meta, sender):
    result = send(sender, MESSAGE)
    assert isinstance(result, SendRefused)
    assert result.channel_broken
    assert meta.asked == []


def test_a_customer_without_an_address_is_refused(meta):
    result = send(SENDER, Outgoing(to=(), body="x", client_ref=REF))
    assert isinstance(result, SendRefused)
    assert result.permanent
    assert meta.asked == []


@pytest.mark.parametrize("token", ["line\r\nX-Evil: 1", "tökén", "\udc80"])
def test_a_token_that_no_header_can_carry_is_refused(meta, token):
    result = send(Sender("118400000000031", {"access_token": token}, False), MESSAGE)
    assert isinstance(result, SendRefused)
    assert result.permanent
    assert token not in result.reason
    assert meta.taken == []


def test_a_hostile_number_id_stays_inside_its_path(meta):
    send(Sender("../debug_token?x=", SECRETS, False), MESSAGE)
    (asked,) = meta.asked
    assert asked.path == "/v26.0/..%2Fdebug_token%3Fx%3D/messages"


def test_broken_text_is_still_sent(meta):
    assert isinstance(send(SENDER, Outgoing(to=("12025550171",), body="half \ud83d", client_ref=REF)), Sent)
    assert meta.taken[0]["text"]["body"] == "half \ud83d"


def test_a_simulated_account_records_and_sends_nothing(meta):
    simulated = Sender(external_id="118400000000031", secrets={"access_token": TOKEN}, simulator=True)
    assert send(simulated, MESSAGE) == Sent(f"wamid.SIM.{REF}")
    assert meta.asked == []


def test_the_stand_in_speaks_graph(meta):
    assert json.loads(graph_error(190).body)["error"]["error_subcode"] == 463


CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "image": (
        {"media": OutgoingMedia("image", media_id="77")},
        {"type": "image", "image": {"id": "77", "caption": "Look"}},
    ),
    "document": (
        {"media": OutgoingMedia("document", link="https://example.com/a.pdf", filename="a.pdf")},
        {"type": "document", "document": {"link": "https://example.com/a.pdf", "caption": "Look", "filename": "a.pdf"}},
    ),
    "audio": ({"media": OutgoingMedia("audio", media_id="78")}, {"type": "audio", "audio": {"id": "78"}}),
    "template": (
        {"template": OutgoingTemplate("order_ready", "en_GB", ("Ada", "7"))},
        {
            "type": "template",
            "template": {
                "name": "order_ready",
                "language": {"code": "en_GB"},
                "components": [
                    {"type": "body", "parameters": [{"type": "text", "text": "Ada"}, {"type": "text", "text": "7"}]}
                ],
            },
        },
    ),
    "buttons": (
        {"buttons": (OutgoingButton("y", "Yes"), OutgoingButton("n", "No"))},
        {
            "type": "interactive",
            "interactive": {
                "type": "button",
                "body": {"text": "Look"},
                "action": {
                    "buttons": [
                        {"type": "reply", "reply": {"id": "y", "title": "Yes"}},
                        {"type": "reply", "reply": {"id": "n", "title": "No"}},
                    ]
                },
            },
        },
    ),
    "list": (
        {"choices": OutgoingList("Choose", (OutgoingButton("a", "Pots", "Clay"), OutgoingButton("b", "Ferns")))},
        {
            "type": "interactive",
            "interactive": {
                "type": "list",
                "body": {"text": "Look"},
                "action": {
                    "button": "Choose",
                    "sections": [
                        {
                            "title": "Choose",
                            "rows": [
                                {"id": "a", "title": "Pots", "description": "Clay"},
                                {"id": "b", "title": "Ferns"},
                            ],
                        }
                    ],
                },
            },
        },
    ),
    "reaction": (
        {"reaction": OutgoingReaction("wamid.THEIRS", "👍")},
        {"type": "reaction", "reaction": {"message_id": "wamid.THEIRS", "emoji": "👍"}},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_kind_of_message_arrives_as_the_wire_wants_it(meta, name):
    parts, expected = CASES[name]
    message = Outgoing(to=("12025550171",), body="Look", client_ref=REF, **parts)
    assert send(SENDER, message) == Sent("wamid.STANDIN000001")
    (asked,) = meta.asked
    common = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "12025550171"}
    assert asked.json == {**common, **expected, "biz_opaque_callback_data": REF}
