"""Meta's signature, handshake and errors."""

import json
from datetime import timedelta
from typing import Any

import pytest

from conversations.adapters.base import Lost, Problem, SendRefused
from conversations.adapters.http import HttpAnswer
from conversations.adapters.meta.errors import read_error
from conversations.adapters.meta.handshake import answer_challenge
from conversations.adapters.meta.refusals import CODES, classify
from conversations.adapters.meta.signature import sign, verify_signature

SECRET = "a-secret"
BODY = rb'{"text":"caf\u00e9 50 \u20ac\/mo"}'
# printf '%s' '{"text":"caf\u00e9 50 \u20ac\/mo"}' | openssl dgst -sha256 -hmac a-secret
DIGEST = "7ab793001f9b29153857a3a3f1678dd7d875a3947000d280694a4d62c2306b66"
HEADER = "X-Hub-Signature-256"


def verifies(header: str, *, secret: str = SECRET, body: bytes = BODY, name: str = HEADER) -> bool:
    return verify_signature(secret=secret, headers={name: header}, body=body)


def test_the_digest_of_another_tool_is_accepted():
    assert sign(SECRET, BODY) == f"sha256={DIGEST}"
    assert verifies(f"sha256={DIGEST}")
    assert verifies(f"sha256={DIGEST}", name=HEADER.lower())


@pytest.mark.parametrize(
    "header",
    ["", "sha256=", DIGEST, f"sha256={DIGEST[:-1]}", f"sha256={DIGEST.upper()}", f"SHA256={DIGEST}", f"sha1={DIGEST}",
     f"sha256={DIGEST} ", "sha256=é", "sha256=\udc80"],
)  # fmt: skip
def test_any_other_form_is_refused(header):
    assert not verifies(header)


def test_only_the_very_bytes_verify():
    # What parsing and writing again would give: the same meaning, other bytes.
    assert not verifies(f"sha256={DIGEST}", body='{"text": "café 50 €/mo"}'.encode())
    assert not verifies(f"sha256={DIGEST}", body=BODY + b" ")
    assert not verifies(f"sha256={DIGEST}", secret="b-secret")


def test_an_empty_secret_refuses_what_it_signed_itself():
    assert not verifies(sign("", BODY), secret="")
    assert not verify_signature(secret=SECRET, headers={"X-Hub-Signature": f"sha1={DIGEST}"}, body=BODY)


def test_the_handshake_answers_the_challenge():
    query = {"hub.mode": "subscribe", "hub.verify_token": "open-sesame", "hub.challenge": "1158201444"}
    assert answer_challenge(query, "open-sesame") == "1158201444"


@pytest.mark.parametrize(
    ("change", "token"),
    [
        ({"hub.verify_token": "wrong"}, "open-sesame"),
        ({"hub.verify_token": ""}, ""),
        ({"hub.verify_token": "é\udc80"}, "open-sesame"),
        ({"hub.mode": "unsubscribe"}, "open-sesame"),
        ({"hub.challenge": ""}, "open-sesame"),
    ],
)
def test_the_handshake_refuses(change, token):
    query = {"hub.mode": "subscribe", "hub.verify_token": "open-sesame", "hub.challenge": "1158201444", **change}
    assert answer_challenge(query, token) is None


def refusal(
    code: int, *, status: int = 400, subcode: int | None = None, headers: dict | None = None, **rest
) -> SendRefused:
    error = {"message": "words", "type": "OAuthException", "code": code, "error_subcode": subcode, **rest}
    result = classify(HttpAnswer(status, headers or {}, json.dumps({"error": error}).encode()))
    assert isinstance(result, SendRefused)
    return result


@pytest.mark.parametrize("code", [0, 3, 10, 190, 200, 299, 368, 131031, 131042, 131048, 133010])
def test_a_broken_account_is_told_apart(code):
    result = refusal(code, status=401)
    assert result.permanent
    assert result.channel_broken
    assert result.retry_after is None


@pytest.mark.parametrize("code", [1, 2, 4, 613, 80007, 130429, 131000, 131016, 131056, 131057])
def test_a_passing_refusal_is_tried_again(code):
    result = refusal(code)
    assert not result.permanent
    assert not result.channel_broken


@pytest.mark.parametrize("code", [33, 100, 551, 131026, 131047, 131049, 131050, 131051, 131062, 132001, 987654])
def test_a_lasting_refusal_is_not_tried_again(code):
    result = refusal(code)
    assert result.permanent
    assert not result.channel_broken


@pytest.mark.parametrize(("code", "subcode"), [(10, 2018278), (200, 2018108), (551, 1545041)])
def test_a_subcode_about_one_customer_leaves_the_account_alone(code, subcode):
    assert not refusal(code, subcode=subcode).channel_broken
    assert refusal(code, subcode=subcode).permanent


def test_the_wait_is_the_providers_or_the_rules():
    assert refusal(131056).retry_after == timedelta(seconds=6)
    assert refusal(131056, headers={"retry-after": "40"}).retry_after == timedelta(seconds=40)
    assert refusal(130429).retry_after is None
    assert refusal(130429, headers={"retry-after": "9999999"}).retry_after == timedelta(hours=24)
    for odd in ("soon", "-1", "1e3", "٣", "Wed, 21 Oct 2026 07:28:00 GMT", "9" * 40):
        assert refusal(130429, headers={"retry-after": odd}).retry_after is None


def test_an_unknown_code_follows_the_providers_hint():
    assert not refusal(987654, is_transient=True).permanent
    assert not refusal(987654, status=500).permanent
    assert not refusal(987654, status=429).permanent


def test_the_text_never_decides():
    words: dict[str, Any] = {"message": "(#190) token expired", "error_user_msg": "rate limit"}
    assert refusal(131047, **words) == refusal(131047)


def test_the_reason_is_for_a_person_and_fits():
    assert refusal(131047).reason.startswith("131047: The customer last wrote more than 24 hours ago")
    assert refusal(132001, error_data={"details": "no such template"}).reason == "132001: no such template"
    assert refusal(132001, error_data="a text").reason == "132001: words"
    assert len(refusal(132001, message="x" * 1000).reason) == 300


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": "no"}', b'{"error": {"message": "no code"}}'])
def test_an_answer_without_a_graph_error_goes_by_its_status(body):
    assert isinstance(classify(HttpAnswer(502, {}, body)), Lost)
    later, refused, moved = (classify(HttpAnswer(status, {}, body)) for status in (429, 403, 302))
    assert isinstance(later, SendRefused)
    assert not later.permanent
    assert isinstance(refused, SendRefused)
    assert refused.permanent
    assert isinstance(moved, SendRefused)
    assert moved.permanent


def test_the_table_holds_every_code_of_the_facts():
    assert set(CODES.values()) == set(Problem)
    assert {132000, 132005, 132007, 132008, 132012, 132015, 132016, 130472, 130497, 131052, 131053, 131030} <= set(
        CODES
    )
    assert read_error({"code": "190"}) is not None
    assert read_error({"message": "no code"}) is None
