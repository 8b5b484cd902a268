"""One look for many sockets: the same answer as for each alone, for a few statements in all."""

import asyncio
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role, User
from notifications.realtime.looks import Looks
from notifications.realtime.standing import find_standing, find_standings
from notifications.realtime.threads import socket_threads
from tests.factories.accounts import AdminFactory, MembershipFactory, TeamFactory, make_agent


def open_session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return str(client.session.session_key)


@pytest.fixture
def people() -> list[User]:
    first, second = TeamFactory.create(), TeamFactory.create()
    agent = make_agent(first, name="Ana Silva")
    MembershipFactory.create(user=agent, team=second, role=Role.MANAGER)
    return [agent, make_agent(second, name="Ben Okafor"), AdminFactory.create()]


@pytest.mark.django_db
def test_many_are_seen_as_each_alone(people: list[User]) -> None:
    keys = [open_session(user) for user in people]
    assert find_standings(keys) == {key: find_standing(key) for key in keys}
    assert {standing.user_id for standing in find_standings(keys).values()} == {user.pk for user in people}


@pytest.mark.django_db
def test_the_statements_do_not_grow_with_the_sockets(people: list[User]) -> None:
    counts = []
    for number in (1, 3):
        keys = [open_session(user) for user in people[:number]]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            find_standings(keys)
        counts.append(len(asked))
    assert counts == [3, 3]


@pytest.mark.django_db
@pytest.mark.parametrize("loss", ["password", "inactive", "expired", "deleted", "backend", "logged out"])
def test_who_may_no_longer_listen_has_no_standing(people: list[User], loss: str) -> None:
    user, key = people[0], open_session(people[0])
    session = Session.objects.get(pk=key)
    assert find_standings([key]) == {key: find_standing(key)}
    match loss:
        case "password":
            user.set_password("another long passphrase")
            user.save()
        case "inactive":
            User.objects.filter(pk=user.pk).update(is_active=False)
        case "expired":
            Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
        case "deleted":
            session.delete()
        case "backend":
            content = session.get_decoded() | {"_auth_user_backend": "gone.Backend"}
            Session.objects.filter(pk=key).update(session_data=SessionStore().encode(content))
        case "logged out":
            Session.objects.filter(pk=key).update(session_data=SessionStore().encode({}))
    assert find_standings([key, "unknown"]) == {}
    assert find_standing(key) is None


@pytest.mark.django_db(transaction=True)
async def test_sockets_that_ask_together_are_answered_by_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.realtime.looks.GATHER_SECONDS", 0.05)

    def prepare() -> tuple[list[str], list[object]]:
        team = TeamFactory.create()
        keys = [open_session(make_agent(team, name=name)) for name in ("Ana Silva", "Ben Okafor")]
        return keys, [find_standing(key) for key in keys]

    keys, alone = await socket_threads.query(prepare)
    looks = Looks()
    gone = asyncio.ensure_future(looks.standing_of(keys[0]))
    asked = [asyncio.ensure_future(looks.standing_of(key)) for key in (*keys, "unknown")]
    await asyncio.sleep(0)
    gone.cancel()  # a socket that leaves takes nobody's answer with it
    assert await asyncio.gather(*asked) == [*alone, None]
