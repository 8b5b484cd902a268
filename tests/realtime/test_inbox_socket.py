"""The agents' socket: who is let in, what each hears, and when they are sent away."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Role, Team, User
from notifications.realtime import consumers, groups
from notifications.realtime.consumers import InboxConsumer
from notifications.realtime.hub import hub
from notifications.realtime.publisher import MISSED, publish, revoke
from notifications.realtime.socket import Close
from notifications.realtime.threads import socket_threads
from tests.factories.accounts import AdminFactory, MembershipFactory, TeamFactory, UserFactory, make_agent, make_manager
from tests.realtime.sockets import Browser, log_in
from tests.standins.redis_wire import RedisStandIn

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_process", "open_hub")]
INBOX = "/ws/inbox/"


@pytest.fixture
def team() -> Team:
    made: Team = TeamFactory.create()
    return made


@pytest.fixture
def ana(team: Team) -> User:
    return make_agent(team, name="Ana Silva")


@pytest.fixture
def cookie(ana: User) -> str:
    return log_in(ana)


async def enter(cookie: str) -> Browser:
    browser = Browser(INBOX, cookie=cookie)
    assert await browser.connect()
    assert (await browser.hear())["type"] == "hello"
    return browser


async def do(function: Callable[..., Any], *args: Any, **fields: Any) -> Any:
    """Do something to the database as another thread of the server would."""
    return await socket_threads.query(function, *args, **fields)


async def test_an_agent_is_greeted_and_gets_a_pong(ana: User, cookie: str) -> None:
    browser = Browser(INBOX, cookie=cookie)
    assert await browser.connect()
    assert await browser.hear() == {"type": "hello", "user": ana.pk}
    await browser.say(type="ping")
    assert await browser.hear() == {"type": "pong"}
    await browser.leave()
    assert len(hub) == 0


async def test_the_agent_hears_his_teams_and_himself_and_nobody_else(team: Team, ana: User, cookie: str) -> None:
    other_team = await do(TeamFactory)
    browser = await enter(cookie)
    for group in (groups.team(other_team.pk), groups.ADMINS, groups.user(ana.pk + 1), f"visitor.{team.pk}"):
        publish([group], '{"type":"secret"}')
    publish([groups.team(team.pk)], '{"type":"event","n":1}')
    publish([groups.user(ana.pk)], '{"type":"notification"}')
    assert [(await browser.hear())["type"], (await browser.hear())["type"]] == ["event", "notification"]
    await browser.leave()


async def test_an_admin_hears_everything_without_a_membership() -> None:
    admin = await do(AdminFactory)
    browser = await enter(await do(log_in, admin))
    publish([groups.team(77), groups.ADMINS], '{"type":"event"}')
    assert (await browser.hear())["type"] == "event"
    await browser.leave()


async def test_manager_and_agent_of_a_team_hear_it_and_an_agent_of_another_does_not(team: Team) -> None:
    manager, stranger = await do(make_manager, team), await do(make_agent, await do(TeamFactory))
    heard, unheard = await enter(await do(log_in, manager)), await enter(await do(log_in, stranger))
    publish([groups.team(team.pk)], '{"type":"event"}')
    publish([groups.user(stranger.pk)], '{"type":"end"}')
    assert (await heard.hear())["type"] == "event"
    assert (await unheard.hear())["type"] == "end"
    await heard.leave()
    await unheard.leave()


async def test_without_a_session_the_browser_is_sent_to_log_in() -> None:
    for cookie in ("", "handoffdesk_session=", "handoffdesk_session=nonsense", "a=b; ;;=", "\x01="):
        browser = Browser(INBOX, cookie=cookie)
        assert await browser.connect()
        assert await browser.is_sent_away() == 4401


async def test_an_expired_session_opens_nothing(ana: User, cookie: str) -> None:
    await do(Session.objects.update, expire_date=timezone.now())
    browser = Browser(INBOX, cookie=cookie)
    assert await browser.connect()
    assert await browser.is_sent_away() == 4401


async def test_a_log_in_that_waits_for_its_second_factor_opens_nothing() -> None:
    def half_logged_in() -> str:
        session = Client().session
        session["account_login"] = {"user_pk": "1"}
        session.save()
        return f"handoffdesk_session={session.session_key}"

    browser = Browser(INBOX, cookie=await do(half_logged_in))
    assert await browser.connect()
    assert await browser.is_sent_away() == 4401


async def test_a_foreign_page_is_refused_although_the_browser_sends_the_agents_cookie(cookie: str) -> None:
    for origin in ("https://evil.example", None):
        assert not await Browser(INBOX, cookie=cookie, origin=origin).connect()
    assert len(hub) == 0


def log_out(cookie: str) -> None:
    client = Client()
    name, _, key = cookie.partition("=")
    client.cookies[name] = key
    client.logout()


def deactivate(user: User) -> None:
    user.is_active = False
    user.save()


def change_password(user: User) -> None:
    user.set_password("another-long-password")
    user.save()


def make_him_manager(user: User) -> None:
    membership = Membership.objects.get(user=user)
    membership.role = Role.MANAGER
    membership.save()


LOSSES: dict[str, Callable[[User, str], object]] = {
    "log-out": lambda user, cookie: log_out(cookie),
    "deactivation": lambda user, cookie: deactivate(user),
    "new password": lambda user, cookie: change_password(user),
    "another role": lambda user, cookie: make_him_manager(user),
    "left the team": lambda user, cookie: Membership.objects.get(user=user).delete(),
    "joined another team": lambda user, cookie: MembershipFactory(user=user),
    "became admin": lambda user, cookie: (setattr(user, "is_staff", True), user.save()),
    "deleted": lambda user, cookie: user.delete(),
}


@pytest.mark.parametrize("loss", LOSSES)
async def test_who_loses_his_standing_is_sent_away_before_the_next_event(
    loss: str, team: Team, ana: User, cookie: str
) -> None:

    browser = await enter(cookie)
    user_id = ana.pk
    await do(LOSSES[loss], ana, cookie)
    publish([groups.team(team.pk), groups.user(user_id)], '{"type":"event"}')
    assert await browser.is_sent_away() == 4401
    assert len(hub) == 0


async def test_the_service_that_revokes_by_name_closes_as_well(ana: User, cookie: str) -> None:
    browser = await enter(cookie)
    await do(lambda: Session.objects.all().delete())
    revoke(ana.pk)
    publish([groups.user(ana.pk)], '{"type":"event"}')
    assert await browser.is_sent_away() == 4401


async def test_who_keeps_his_standing_misses_nothing_while_it_is_looked_at(team: Team, ana: User, cookie: str) -> None:
    browser = await enter(cookie)
    revoke(ana.pk)
    publish([groups.team(team.pk)], '{"type":"event","n":1}')
    revoke(ana.pk)
    publish([groups.team(team.pk)], '{"type":"event","n":2}')
    assert [(await browser.hear())["n"], (await browser.hear())["n"]] == [1, 2]
    await browser.leave()


async def test_a_change_that_nobody_announced_is_found_by_the_socket_itself(
    monkeypatch: pytest.MonkeyPatch, ana: User, cookie: str
) -> None:
    monkeypatch.setattr(consumers, "SECOND_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(consumers, "SECONDS_BETWEEN_LOOKS", (0.01, 0.02))
    browser = await enter(cookie)
    await do(lambda: User.objects.filter(pk=ana.pk).update(is_active=False))
    assert await browser.is_sent_away() == 4401


def test_the_socket_looks_at_least_every_minute() -> None:
    assert max(consumers.SECONDS_BETWEEN_LOOKS) <= 60


async def test_the_client_cannot_ask_for_anything(cookie: str) -> None:
    browser = await enter(cookie)
    for text in ("{", "[]", "null", '"x"', "{}", '{"type":"subscribe","group":"team.1"}', "[" * 9000):
        await browser.wire.send_to(text_data=text)
        answer = await browser.hear()
        assert (answer["type"], answer["code"]) == ("error", "bad_request")
    await browser.leave()


async def test_a_huge_frame_and_bytes_end_the_socket(cookie: str) -> None:
    for frame in ({"text_data": "x" * 17_000}, {"bytes_data": b"{}"}):
        browser = await enter(cookie)
        await browser.wire.send_to(**frame)
        assert (await browser.hear())["code"] == "too_big"
        closing = await browser.wire.receive_output(timeout=10)
        assert closing == {"type": "websocket.close", "code": Close.TOO_BIG}


async def test_a_flood_ends_the_socket(cookie: str) -> None:
    browser = await enter(cookie)
    for _ in range(InboxConsumer.burst + 20):
        await browser.say(type="ping")
    codes = []
    while (message := await browser.wire.receive_output(timeout=10))["type"] != "websocket.close":
        codes.append(json.loads(message["text"])["type"])
    assert message["code"] == 4429
    assert codes.count("pong") >= InboxConsumer.burst


async def test_an_old_socket_is_closed_with_its_own_code(monkeypatch: pytest.MonkeyPatch, cookie: str) -> None:
    monkeypatch.setattr("notifications.realtime.socket.LIFETIME_SECONDS", (0.01, 0.02))
    browser = await enter(cookie)
    assert await browser.is_sent_away() == 4408


async def test_a_refresh_reaches_no_browser(ana: User, cookie: str) -> None:
    browser = await enter(cookie)
    revoke(ana.pk)
    publish([groups.user(ana.pk)], '{"type":"end"}')
    assert (await browser.hear())["type"] == "end"
    await browser.leave()


async def test_without_its_subscription_the_desk_tells_the_browser_to_come_again(
    monkeypatch: pytest.MonkeyPatch, redis: RedisStandIn, cookie: str
) -> None:
    monkeypatch.setattr(consumers, "SUBSCRIPTION_SECONDS", 0.2)
    await hub.close()
    redis.die()
    browser = Browser(INBOX, cookie=cookie)
    assert await browser.connect()
    assert await browser.is_sent_away() == Close.TRY_AGAIN
    redis.rise()


async def test_when_the_subscription_is_lost_the_browser_is_told(redis: RedisStandIn, cookie: str) -> None:
    await hub.close()
    browser = await enter(cookie)
    redis.cut()
    assert await browser.is_sent_away() == Close.TRY_AGAIN


async def test_a_second_person_of_the_same_browser_is_a_new_session(team: Team, cookie: str) -> None:
    browser = await enter(cookie)
    second = await do(UserFactory)
    other = await enter(await do(log_in, second))
    publish([groups.team(team.pk)], '{"type":"event"}')
    publish([groups.user(second.pk)], '{"type":"end"}')
    assert (await other.hear())["type"] == "end"
    assert (await browser.hear())["type"] == "event"
    await asyncio.gather(browser.leave(), other.leave())


async def test_who_missed_a_text_is_sent_away_to_come_back_and_fetch(team: Team, cookie: str) -> None:
    browser = await enter(cookie)
    await asyncio.to_thread(publish, [groups.team(team.pk)], MISSED)
    assert await browser.is_sent_away() == Close.TRY_AGAIN
