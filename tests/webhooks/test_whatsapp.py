"""The WhatsApp door: who is let in, and what is stored before the answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import translation

from conversations.adapters.meta.signature import sign
from conversations.enums import Delivery, Direction, InboundState
from conversations.models import ChannelAccount, InboundEvent, Message
from routing.models import Handoff
from tests.adapters.payloads import NUMBER_ID, read_sample, sample_files, text_body
from tests.factories.conversations import ChannelAccountFactory

pytestmark = pytest.mark.django_db

SECRET = "the-app-secret"
TOKEN = "the-verify-token"


def make_account(**fields: Any) -> ChannelAccount:
    made: Any = ChannelAccountFactory(**fields)
    return cast("ChannelAccount", made)


@pytest.fixture
def account() -> ChannelAccount:
    return make_account(external_id=NUMBER_ID, secrets={"app_secret": SECRET, "verify_token": TOKEN})


@pytest.fixture
def provider() -> Client:
    """Meta: no session, no CSRF token."""
    return Client(enforce_csrf_checks=True)


def door(account: ChannelAccount, kind: str = "whatsapp") -> str:
    return f"/hooks/{kind}/{account.public_id}/"


def deliver(provider: Client, account: ChannelAccount, body: bytes, *, secret: str = SECRET):
    headers = {"X-Hub-Signature-256": sign(secret, body)}
    return provider.post(door(account), body, content_type="application/json", headers=headers)


@contextmanager
def database_away(only: str = "") -> Iterator[None]:
    """Fail every statement, or those that begin with a word, as a lost server does."""

    def fail(execute, sql, params, many, context):
        if sql.startswith(only):
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        yield


# --- The handshake ----------------------------------------------------------------------------------------------------
def ask(provider: Client, account: ChannelAccount, **query: str):
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": TOKEN, **query}
    return provider.get(door(account), asked)


def test_the_handshake_answers_the_challenge_as_plain_text(provider, account):
    answer = ask(provider, account)
    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert answer["Content-Type"].startswith("text/plain")


def test_a_wrong_token_is_refused(provider, account):
    assert ask(provider, account, **{"hub.verify_token": "guess"}).status_code == 403
    ChannelAccount.objects.update(secrets={"app_secret": SECRET})
    assert ask(provider, account, **{"hub.verify_token": ""}).status_code == 403


def test_a_challenge_is_never_html(provider, account):
    answer = ask(provider, account, **{"hub.challenge": "<script>alert(1)</script>"})
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["X-Content-Type-Options"] == "nosniff"


# --- Who is let in ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_doors_are_not_found(provider, account, method):
    knock = getattr(provider, method)
    assert knock("/hooks/whatsapp/unknown/").status_code == 404
    assert knock(door(account, "fax")).status_code == 404
    assert knock(door(account, "webchat")).status_code == 404
    ChannelAccount.objects.update(is_active=False)
    assert knock(door(account)).status_code == 404


def test_a_webchat_account_has_no_door(provider):
    chat = make_account(kind="webchat", external_id="", secrets={"app_secret": SECRET})
    assert provider.post(door(chat), b"{}", content_type="application/json").status_code == 404
    assert provider.post(door(chat, "webchat"), b"{}", content_type="application/json").status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_allowed(provider, account, method):
    assert getattr(provider, method)(door(account)).status_code == 405


def test_a_wrong_signature_stores_nothing(provider, account):
    body = text_body("hello")
    other = make_account(secrets={"app_secret": "another-secret"})
    signatures = [None, "", "sha256=", sign("guess", body), sign(other.secrets["app_secret"], body),
                  sign(SECRET, body + b" "), sign(SECRET, body).upper(), sign("", body)]  # fmt: skip
    for signature in signatures:
        headers = {} if signature is None else {"X-Hub-Signature-256": signature}
        assert provider.post(door(account), body, content_type="application/json", headers=headers).status_code == 403
    assert not InboundEvent.objects.exists()


def test_an_account_without_a_secret_takes_nothing(provider, account):
    ChannelAccount.objects.update(secrets={})
    assert deliver(provider, account, text_body("hello"), secret="").status_code == 403
    assert not InboundEvent.objects.exists()


# --- What is stored ---------------------------------------------------------------------------------------------------
def test_a_signed_message_is_stored_before_the_answer(provider, account):
    answer = deliver(provider, account, read_sample("text"))
    assert (answer.status_code, answer.json(), answer.cookies) == (200, {}, {})
    event = InboundEvent.objects.get()
    assert (event.kind, event.provider_id, event.state) == ("message", "wamid.SAMPLE0001", InboundState.PROCESSED)
    message = Message.objects.get(direction=Direction.INBOUND)
    assert message.body == "Is the blue kettle still in stock? 🫖"
    assert message.conversation.lead.name == "Robin Vale"


def test_the_bytes_are_signed_not_their_meaning(provider, account):
    body = json.dumps(json.loads(read_sample("text")), ensure_ascii=True).replace("/", r"\/").encode()
    assert deliver(provider, account, body).status_code == 200
    rewritten = json.dumps(json.loads(body), ensure_ascii=False).encode()
    headers = {"X-Hub-Signature-256": sign(SECRET, body)}
    answer = provider.post(door(account), rewritten, content_type="application/json", headers=headers)
    assert answer.status_code == 403


def test_a_second_delivery_changes_nothing(provider, account):
    for _ in range(3):
        assert deliver(provider, account, read_sample("text")).status_code == 200
    assert InboundEvent.objects.count() == 1
    assert Message.objects.filter(direction=Direction.INBOUND).count() == 1


@pytest.mark.parametrize("file", sample_files("whatsapp"), ids=lambda file: file.stem)
def test_every_sample_is_taken_and_nothing_is_dropped(provider, account, file):
    assert deliver(provider, account, file.read_bytes()).status_code == 200
    assert InboundEvent.objects.exists()
    assert not InboundEvent.objects.filter(kind="malformed").exists()
    # What is about a message or a customer that is not known yet waits for the sweep.
    assert not InboundEvent.objects.filter(state="failed").exists()
    waiting = InboundEvent.objects.filter(state="stored")
    assert not waiting.exclude(error__startswith="A report on a message").exists()


def test_bad_parts_of_a_batch_lose_nothing_else(provider, account):
    assert deliver(provider, account, read_sample("batch_with_bad_parts")).status_code == 200
    bodies = Message.objects.filter(direction=Direction.INBOUND).values_list("body", flat=True)
    assert sorted(bodies) == ["Kim here", "Robin here", "and a second entry"]
    assert InboundEvent.objects.filter(kind="unreadable", state=InboundState.IGNORED).count() == 6


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[]", b"{}", b'{"object": "page", "entry": []}', b"\xff\xfe", b"[" * 9_000]
)
def test_a_signed_body_that_cannot_be_read_is_kept_for_the_admin(provider, account, body):
    for _ in range(2):
        assert deliver(provider, account, body).status_code == 200
    event = InboundEvent.objects.get()
    assert (event.kind, event.state) == ("malformed", InboundState.FAILED)
    assert event.error


def test_text_that_a_database_refuses_is_stored_mended(provider, account):
    assert deliver(provider, account, text_body("nul\x00l and half \ud83d")).status_code == 200
    assert Message.objects.get(direction=Direction.INBOUND).body == "null and half \ufffd"


def test_a_megabyte_of_text_is_kept_whole(provider, account):
    assert deliver(provider, account, text_body("word " * 200_000)).status_code == 200
    assert len(Message.objects.get(direction=Direction.INBOUND).body) == 1_000_000


def test_a_body_over_the_limit_is_refused(provider, account, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    assert deliver(provider, account, text_body("x" * 1_000)).status_code == 413
    assert not InboundEvent.objects.exists()


def test_another_number_is_stored_and_ignored(provider, account):
    ChannelAccount.objects.update(external_id="999")
    assert deliver(provider, account, read_sample("text")).status_code == 200
    assert InboundEvent.objects.get().state == InboundState.IGNORED
    assert not Message.objects.exists()


def test_a_report_moves_our_message(provider, account):
    deliver(provider, account, read_sample("text"))
    conversation = Message.objects.get(direction=Direction.INBOUND).conversation
    ours = Message.objects.create(
        conversation=conversation, account=account, version=10_000, direction=Direction.OUTBOUND, author="system",
        body="ours", provider_id="wamid.OURS0011", delivery=Delivery.SENT, created_at=conversation.created_at,
    )  # fmt: skip
    for name in ("status_read", "status_delivered"):
        deliver(provider, account, read_sample(name))
    ours.refresh_from_db()
    assert ours.delivery == Delivery.READ


# --- When the database is away ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("only", ["", "INSERT"])
def test_without_a_database_the_provider_must_come_again(provider, account, only):
    with database_away(only):
        answer = deliver(provider, account, read_sample("text"))
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert deliver(provider, account, read_sample("text")).status_code == 200
    assert Message.objects.filter(direction=Direction.INBOUND).count() == 1


def test_a_malformed_body_too_waits_for_the_database(provider, account):
    with database_away("INSERT"):
        assert deliver(provider, account, b"not json").status_code == 503
    assert not InboundEvent.objects.exists()


# --- What surrounds a provider's call ---------------------------------------------------------------------------------
def test_a_provider_has_no_session_and_gets_the_headers_of_every_answer(provider, account):
    answer = deliver(provider, account, text_body("hello"))
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Vary" not in answer
    for name in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"):
        assert name in answer, name


def test_a_wrong_host_is_refused_before_anything_is_read(provider, account):
    answer = provider.get(door(account), headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400


def test_what_is_written_is_in_the_desks_language_whoever_used_the_thread_before(provider, account):
    account.autopilot = False
    account.save()
    with translation.override("de"):
        deliver(provider, account, text_body("hello"))
        assert translation.get_language() == settings.LANGUAGE_CODE
    assert Handoff.objects.get().reason == "The AI is off on this channel"
