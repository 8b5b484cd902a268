"""What a visitor is told of who is there, from the agents' real sockets to the visitor's."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Team, User
from conversations.models import ChannelAccount, Conversation
from handoffdesk.widget import presence
from notifications.realtime import attendance as attendance_module
from notifications.realtime import consumers
from notifications.realtime.attendance import attendance
from notifications.realtime.threads import socket_threads
from notifications.services.relay import relay
from routing.models import AgentProfile
from routing.services import desk
from routing.services.availability import GRACE, set_availability
from tests.factories.accounts import TeamFactory, make_agent
from tests.factories.conversations import WebChatAccountFactory
from tests.factories.routing import AgentProfileFactory
from tests.realtime.sockets import Browser, log_in
from tests.widget.test_chat_socket import arrive, speak

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_process", "open_hub")]


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "LOOK_EVERY_SECONDS", 0.02)
    monkeypatch.setattr(attendance_module, "GATHER_SECONDS", 0.01)


@pytest.fixture
def account() -> ChannelAccount:
    made: ChannelAccount = WebChatAccountFactory.create()
    return made


@pytest.fixture
def ana(account: ChannelAccount) -> User:
    return make_agent(account.team, name="Ana Silva")


async def do(function: Callable[..., Any], *args: Any, **fields: Any) -> Any:
    """Do something to the database as another thread of the server would."""
    return await socket_threads.query(function, *args, **fields)


async def enter(agent: User) -> Browser:
    browser = Browser("/ws/inbox/", cookie=await do(log_in, agent))
    assert await browser.connect()
    assert (await browser.hear())["type"] == "hello"
    return browser


async def pass_the_grace() -> None:
    """Let a minute pass since the last sign of anybody, those included that are being written."""
    async with asyncio.timeout(10):
        while attendance.is_writing:
            await asyncio.sleep(0)
    await do(forget_signs)


def forget_signs() -> None:
    AgentProfile.objects.update(last_seen_at=timezone.now() - GRACE - timedelta(seconds=1))
    attendance.reset()


async def told(visitor: Browser) -> bool:
    return bool((await visitor.hear_until("online"))[-1]["online"])


async def test_green_follows_the_browser_of_who_chose_online(account: ChannelAccount, ana: User) -> None:
    visitor, welcome = await arrive(account)
    assert welcome["online"] is False
    await do(set_availability, user=ana, availability="online")
    assert await told(visitor) is True
    desk_page = await enter(ana)
    await desk_page.leave()
    await pass_the_grace()
    assert await told(visitor) is False
    again = await enter(ana)
    assert await told(visitor) is True
    await do(set_availability, user=ana, availability="offline")
    assert await told(visitor) is False
    assert (await do(AgentProfile.objects.get)).availability == "offline"
    await again.leave()
    await visitor.leave()


async def test_a_silent_page_is_asked_and_its_answer_is_a_sign_of_life(
    account: ChannelAccount, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "ASK_AFTER_SECONDS", 0.05)
    await do(set_availability, user=ana, availability="online")
    page = await enter(ana)
    visitor, welcome = await arrive(account)
    assert welcome["online"] is True
    assert await page.hear() == {"type": "ping"}
    await pass_the_grace()
    assert await told(visitor) is False, "an open line proves nothing"
    await page.say(type="pong")
    assert await told(visitor) is True
    assert await page.hear() == {"type": "ping"}, "and no refusal"
    await page.leave()
    await visitor.leave()


async def test_it_follows_the_team_and_the_person_who_have_the_thread(account: ChannelAccount, ana: User) -> None:
    sales: Team = await do(TeamFactory)
    cleo = await do(make_agent, sales, name="Cleo Sales")
    await do(AgentProfileFactory, user=cleo)
    visitor, welcome = await arrive(account)
    assert welcome["online"] is False, "another team's people are not this account's"
    await speak(visitor, "Do you deliver to Lisbon?")
    conversation: Conversation = await do(Conversation.objects.get)
    await do(desk.transfer, conversation_id=conversation.pk, user=ana, team_id=sales.pk)
    await do(relay, conversation_id=conversation.pk)
    assert await told(visitor) is True
    await do(AgentProfile.objects.update, availability="away")
    assert await told(visitor) is False
    await do(desk.claim, conversation_id=conversation.pk, user=cleo)
    await do(relay, conversation_id=conversation.pk)
    assert await told(visitor) is True, "who talks with the customer is there, whatever the switch says"
    back, welcome = await arrive(account, welcome["token"])
    assert welcome["online"] is True
    await pass_the_grace()
    assert await told(visitor) is False
    await visitor.leave()
    await back.leave()
