"""What every adapter of the registry must keep. A new channel is found here by itself and needs only its samples."""

import copy
import dataclasses
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.adapters.base import Adapter, InboundItem, MalformedPayload, Sender, Sent, WebhookRequest
from conversations.adapters.outgoing import Outgoing
from conversations.adapters.registry import ADAPTERS, get_adapter, get_webhook_adapter
from conversations.models import InboundEvent
from tests.adapters.payloads import places_in, sample_files, strings_in

KINDS = sorted(ADAPTERS)
URL = "https://desk.example.com/hooks/channel/account/"
TELEGRAM_HEADER = "X-Telegram-Bot-Api-Secret-Token"
CASES = [pytest.param(kind, file, id=f"{kind}-{file.stem}") for kind in KINDS for file in sample_files(kind)]
MAX_KIND = InboundEvent._meta.get_field("kind").max_length or 0
MAX_KEY = InboundEvent._meta.get_field("provider_id").max_length or 0

odd_text = st.text(st.characters(codec=None), max_size=20) | st.sampled_from(["\x00", "\ud800", "a\x00b", ""])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | odd_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(odd_text, inner, max_size=3),
    max_leaves=8,
)


@st.composite
def broken_samples(draw: st.DrawFn) -> tuple[Adapter, bytes]:
    """A sample in which one to three parts are replaced by something else or lost."""
    kind, file = draw(st.sampled_from([case.values for case in CASES]))
    assert isinstance(kind, str)
    assert isinstance(file, Path)
    document = json.loads(file.read_bytes())
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(list(places_in(document)) or [(0,)]))
        place = document
        for name in way:
            place = place[name]
        if isinstance(place, dict) and draw(st.booleans()):
            del place[last]
        elif place:
            place[last] = draw(json_values)
        if not document:
            break
    return get_adapter(kind), json.dumps(document).encode()


def check_items(adapter: Adapter, items: list[InboundItem]) -> None:
    for item in items:
        assert 0 < len(item.kind) <= MAX_KIND
        assert 0 < len(item.provider_id) <= MAX_KEY
        stored = json.loads(json.dumps(item.raw, allow_nan=False))
        assert stored == item.raw
        assert adapter.read(item.kind, stored) == item.content
        for text in (*strings_in(stored), *strings_in(dataclasses.asdict(item.content)), item.provider_id):
            assert "\x00" not in text
            text.encode()


@pytest.mark.parametrize("kind", KINDS)
def test_a_channel_has_samples_and_knows_its_name(kind):
    assert sample_files(kind)
    assert get_adapter(kind).channel.key == kind


@pytest.mark.parametrize(("kind", "file"), CASES)
def test_a_sample_is_read_and_read_again(kind, file):
    items = list(get_adapter(kind).parse(file.read_bytes()))
    assert items
    check_items(get_adapter(kind), items)


@pytest.mark.parametrize(("kind", "file"), CASES)
def test_a_second_delivery_has_the_same_keys(kind, file):
    adapter, body = get_adapter(kind), file.read_bytes()
    first, again = adapter.parse(body), adapter.parse(json.dumps(json.loads(body)).encode())
    assert [(item.kind, item.provider_id) for item in first] == [(item.kind, item.provider_id) for item in again]


@pytest.mark.parametrize("kind", KINDS)
def test_different_samples_never_share_a_key(kind):
    keys: dict[tuple[str, str], Any] = {}
    for file in sample_files(kind):
        for item in get_adapter(kind).parse(file.read_bytes()):
            assert keys.setdefault((item.kind, item.provider_id), item.content) == item.content


@pytest.mark.parametrize("kind", KINDS)
@given(body=st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode()))
def test_garbage_is_malformed_and_nothing_else(kind, body):
    adapter = get_adapter(kind)
    try:
        items = list(adapter.parse(body))
    except MalformedPayload:
        return
    check_items(adapter, items)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"null", b"[]", b"[" * 200_000, b'{"a":' * 5_000, b'{"a": NaN}', b"9" * 5_000]
)
def test_a_hostile_body_is_malformed(kind, body):
    with pytest.raises(MalformedPayload):
        get_adapter(kind).parse(body)


@given(broken_samples())
def test_a_broken_part_breaks_nothing_else(case):
    adapter, body = case
    try:
        items = list(adapter.parse(body))
    except MalformedPayload:
        return
    check_items(adapter, items)


@pytest.mark.parametrize("kind", KINDS)
@given(
    raw=st.dictionaries(odd_text, json_values, max_size=3), item_kind=st.sampled_from(["message", "status", "x", ""])
)
def test_reading_a_foreign_row_is_malformed(kind, raw, item_kind):
    with pytest.raises(MalformedPayload):
        get_adapter(kind).read(item_kind, raw)


@pytest.mark.parametrize(("kind", "file"), CASES)
def test_an_item_does_not_change_what_it_was_made_from(kind, file):
    (first, *_) = get_adapter(kind).parse(file.read_bytes())
    before = copy.deepcopy(dict(first.raw))
    get_adapter(kind).read(first.kind, first.raw)
    assert first.raw == before


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_secret_never_verifies(kind):
    adapter = get_adapter(kind)
    names = [field.name for field in adapter.channel.fields if field.secret]
    signed = {"X-Hub-Signature-256": "sha256=" + "0" * 64, "X-Twilio-Signature": "AAAA", TELEGRAM_HEADER: ""}
    for secrets in ({}, dict.fromkeys(names, "")):
        for body in (b"", b"{}"):
            empty = hmac.new(b"", body, hashlib.sha256).hexdigest()
            for headers in (signed, {}, {"X-Hub-Signature-256": f"sha256={empty}"}):
                assert not adapter.verify(WebhookRequest("POST", URL, headers, body), secrets=secrets)
    filled = dict.fromkeys(names, "secret")
    assert not adapter.verify(WebhookRequest("POST", URL, {}, b"{}"), secrets=filled)


@pytest.mark.parametrize("kind", KINDS)
def test_a_simulated_account_sends_without_a_network(kind, socket_disabled):
    sender = Sender(external_id="", secrets={"access_token": ""}, simulator=True)
    message = Outgoing(to=("12025550171",), body="hello", client_ref="0197d2a0-0000-7000-8000-000000000001")
    first, second = get_adapter(kind).send(sender, message), get_adapter(kind).send(sender, message)
    assert isinstance(first, Sent)
    assert first == second


def test_only_channels_with_a_provider_have_a_webhook():
    assert get_webhook_adapter("whatsapp") is get_adapter("whatsapp")
    assert get_webhook_adapter("webchat") is None
    assert get_webhook_adapter("fax") is None
    with pytest.raises(KeyError):
        get_adapter("fax")
