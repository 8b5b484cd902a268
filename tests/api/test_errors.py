"""Bad input gets a clear answer in the one shape, and changes nothing."""

import json

import pytest

from tests.api.cast import Cast
from tests.factories import scenes


@pytest.fixture
def conversation(cast: Cast):
    return scenes.waiting(account=cast.account)


@pytest.mark.parametrize(
    "body", ["{", "nonsense", '{"body": NaN}', "[" * 100_000, '{"body": ' + "9" * 5000 + "}", b"\xff\xfe"]
)
def test_malformed_json(cast: Cast, conversation, body):
    answer = cast.caller("agent").post(f"conversations/{conversation.pk}/reply/", body)
    assert answer.status == 400
    assert answer.error["code"] == "invalid"
    assert answer.error["message"]


@pytest.mark.parametrize("body", ["[]", '"text"', "3", "true"])
def test_json_that_is_no_object(cast: Cast, conversation, body):
    answer = cast.caller("agent").post(f"conversations/{conversation.pk}/reply/", body)
    assert answer.status == 400
    assert "fields" in answer.error


def test_an_unknown_field_is_named(cast: Cast, conversation):
    answer = cast.caller("agent").call("PATCH", f"leads/{conversation.lead_id}/", {"is_vip": True, "owner": 1})
    assert answer.status == 400
    assert answer.error["fields"] == {"owner": ["Unknown field."]}
    conversation.lead.refresh_from_db()
    assert not conversation.lead.is_vip


@pytest.mark.parametrize("body", [{}, {"body": ""}, {"body": None}, {"body": ["x"]}, {"body": "x" * 20_001}])
def test_a_wrong_value_is_named(cast: Cast, conversation, body):
    answer = cast.caller("agent").post(f"conversations/{conversation.pk}/reply/", body)
    assert answer.status == 400
    assert list(answer.error["fields"]) == ["body"]


@pytest.mark.parametrize("body", ['{"body": "a\\u0000b"}', '{"body": "\\ud800"}'])
def test_text_that_no_database_stores(cast: Cast, conversation, body):
    for act in ("reply", "note"):
        assert cast.caller("agent").post(f"conversations/{conversation.pk}/{act}/", body).status == 400


@pytest.mark.parametrize("text", ["🙂", "שלום עולם", "‏مرحبا", "\u202eabc"])  # noqa: PLE2502 - the direction mark is the subject
def test_any_script_is_welcome(cast: Cast, conversation, text):
    answer = cast.caller("agent").post(f"conversations/{conversation.pk}/note/", {"body": text})
    assert (answer.status, answer.json["body"]) == (201, text)


def test_a_body_that_is_too_large(cast: Cast, conversation, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = cast.caller("agent").post(f"conversations/{conversation.pk}/reply/", json.dumps({"body": "x" * 1000}))
    assert (answer.status, answer.error["code"]) == (413, "too_large")


def test_another_media_type(cast: Cast, conversation):
    caller = cast.caller("agent")
    response = caller.client.post(f"/api/v1/conversations/{conversation.pk}/reply/", {"body": "x"})
    assert response.status_code == 415
    assert response.json()["error"]["code"] == "unsupported_media_type"


@pytest.mark.parametrize("path", ["nowhere/", "conversations", "conversations/x/y/", "me/x", "", "conversations//"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_an_unknown_address(cast: Cast, path: str, method: str):
    assert cast.caller("anonymous").call(method, path).status == 401
    answer = cast.caller("agent").call(method, path)
    assert (answer.status, answer.error["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["DELETE", "PUT", "OPTIONS"])
def test_a_method_that_is_not_there(cast: Cast, method: str):
    answer = cast.caller("agent").call(method, "me/")
    assert (answer.status, answer.error["code"]) == (405, "method_not_allowed")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "query",
    [
        {"view": "everything"},
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "x"},
        {"team": "0"},
        {"team": str(10**30)},
        {"search": "a\x00b"},
        {"search": "x" * 101},
        {"tag": "\x00"},
        {"cursor": "nonsense"},
        {"cursor": "W10"},
        {"cursor": "eyJhIjoxfQ"},
        {"cursor": "x" * 1001},
    ],
    ids=str,
)
def test_a_wrong_query(cast: Cast, query: dict[str, str]):
    answer = cast.caller("agent").get("conversations/", **query)
    assert answer.status == 400
    assert list(answer.error["fields"]) == list(query)


@pytest.mark.parametrize("key", ["1", "nonsense", "a" * 36, "{00000000-0000-0000-0000-00000000000}", "%00", "é"])
def test_a_key_that_is_none(cast: Cast, key: str):
    assert cast.caller("agent").get(f"conversations/{key}/").status == 404
