"""Who is let in: sessions with their CSRF check, keys, nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.api.cast import ACTORS, Cast
from tests.api.client import Caller
from tests.factories import scenes
from tests.factories.accounts import make_key


def test_a_stranger_is_challenged_and_not_sent_to_a_log_in_page(db):
    answer = Caller().get("me/")

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Handoff Desk"'
    assert answer.error["code"] == "not_authenticated"
    assert answer.headers["Content-Type"] == "application/json"


def test_a_key_acts_for_its_user_without_csrf(cast: Cast):
    key, _row = make_key(cast.agent)
    conversation = scenes.waiting(account=cast.account)

    caller = Caller(key=key)

    assert caller.get("me/").json["id"] == cast.agent.pk
    assert caller.post(f"conversations/{conversation.pk}/claim/").json["holder"]["id"] == cast.agent.pk


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer hd_wrong", "Bearer \xe9\xff", "bearer hd_wrong x"])
def test_a_bad_key_is_refused_even_beside_a_good_session(cast: Cast, header: str):
    client = Client()
    client.force_login(cast.agent)

    response = client.get("/api/v1/me/", headers={"Authorization": header})

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_another_scheme_is_not_ours(cast: Cast):
    client = Client()
    assert client.get("/api/v1/me/", headers={"Authorization": "Basic eDp5"}).status_code == 401
    client.force_login(cast.agent)
    assert client.get("/api/v1/me/", headers={"Authorization": "Basic eDp5"}).status_code == 200


def test_an_expired_key_is_refused(cast: Cast):
    key, _row = make_key(cast.agent, expires_at=timezone.now() - timedelta(seconds=1))
    assert Caller(key=key).get("me/").status == 401


def test_a_revoked_key_is_refused(cast: Cast):
    key, row = make_key(cast.agent)
    row.delete()
    assert Caller(key=key).get("me/").status == 401


def test_an_inactive_user_is_refused_with_key_and_session(cast: Cast):
    key, _row = make_key(cast.agent)
    session = cast.caller("agent")
    cast.agent.is_active = False
    cast.agent.save()

    assert Caller(key=key).get("me/").status == 401
    assert session.get("me/").status == 401


def test_a_read_only_key_reads(cast: Cast):
    key, _row = make_key(cast.agent, read_only=True)
    conversation = scenes.waiting(account=cast.account)
    caller = Caller(key=key)

    assert caller.get("conversations/").ids == [str(conversation.pk)]
    refused = caller.post(f"conversations/{conversation.pk}/claim/")

    assert (refused.status, refused.error["code"]) == (403, "forbidden")
    assert caller.call("PATCH", "me/", {"availability": "online"}).status == 403
    assert scenes.fresh(conversation).holder is None


def test_a_session_needs_the_csrf_token_to_act(cast: Cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.agent)
    address = "/api/v1/me/"

    refused = client.patch(address, {"availability": "online"}, content_type="application/json")
    client.get("/api/v1/me/")
    token = "a" * 32
    client.cookies["handoffdesk_csrf"] = token
    taken = client.patch(
        address, {"availability": "online"}, content_type="application/json", headers={"X-CSRFToken": token}
    )

    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "forbidden"
    assert taken.status_code == 200


@pytest.mark.parametrize("actor", ACTORS)
def test_no_answer_is_kept_by_a_cache(cast: Cast, actor: str):
    for path in ("me/", "conversations/", "schema/", "nowhere/"):
        assert cast.caller(actor).get(path).headers["Cache-Control"] == "private, no-store"
