"""The visitors' socket: a thread of one's own, kept whatever happens to the line, and nothing of anybody else's."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing

from accounts.models import User
from conversations.enums import Author, Delivery, Direction, Floor
from conversations.models import ChannelAccount, Conversation, InboundEvent, LeadIdentity, Message
from handoffdesk.widget import consumer as consumer_module
from handoffdesk.widget import tokens
from handoffdesk.widget.consumer import ChatConsumer
from notifications.realtime import groups
from notifications.realtime.hub import hub
from notifications.realtime.publisher import publish
from notifications.realtime.socket import Close
from notifications.realtime.threads import socket_threads
from notifications.realtime.visitor import floor_text, message_text
from tests.factories.accounts import make_agent
from tests.factories.conversations import MessageFactory, WebChatAccountFactory
from tests.realtime.sockets import Browser
from tests.standins.redis_wire import RedisStandIn

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_process", "open_hub")]


@pytest.fixture
def account() -> ChannelAccount:
    made: ChannelAccount = WebChatAccountFactory.create()
    return made


async def do(function: Callable[..., Any], *args: Any, **fields: Any) -> Any:
    """Do something to the database as another thread of the server would."""
    return await socket_threads.query(function, *args, **fields)


async def arrive(account: ChannelAccount, token: str = "", after: int = 0) -> tuple[Browser, dict[str, Any]]:
    browser = Browser(f"/ws/chat/{account.public_id}/")
    assert await browser.connect()
    await browser.say(type="hello", token=token, after=after)
    welcome = await browser.hear()
    assert welcome["type"] == "welcome"
    return browser, welcome


async def speak(browser: Browser, body: str, reference: str = "") -> dict[str, Any]:
    """Say something and return its acknowledgement."""
    await browser.say(type="message", client_ref=reference or str(uuid4()), body=body)
    return (await browser.hear_until("ack"))[-1]


def visitor_of(account: ChannelAccount, token: str) -> str:
    visitor = tokens.read_token(token, public_id=account.public_id)
    assert visitor is not None
    return str(visitor)


async def test_a_new_visitor_is_welcomed_without_leaving_a_trace(account: ChannelAccount) -> None:
    browser, welcome = await arrive(account)
    assert welcome | {"token": ""} == {
        "type": "welcome",
        "token": "",
        "messages": [],
        "online": False,
        "ai": True,
        "business": account.name,
        "floor": "ai",
        "agent": "",
    }
    assert not await do(LeadIdentity.objects.exists)
    await browser.leave()
    assert len(hub) == 0


async def test_a_message_is_stored_acknowledged_and_there_on_return(account: ChannelAccount) -> None:
    browser, welcome = await arrive(account)
    reference = str(uuid4())
    ack = await speak(browser, "Where is my parcel?", reference)
    assert ack["client_ref"] == reference
    assert (ack["message"]["author"], ack["message"]["body"]) == ("you", "Where is my parcel?")
    await browser.leave()
    again, second = await arrive(account, welcome["token"])
    assert second["messages"] == [ack["message"]]
    assert visitor_of(account, second["token"]) == visitor_of(account, welcome["token"])
    await again.leave()


async def test_the_same_message_sent_again_is_one_message(account: ChannelAccount) -> None:
    browser, welcome = await arrive(account)
    reference = str(uuid4())
    first = await speak(browser, "hello", reference)
    await browser.leave()
    again, _ = await arrive(account, welcome["token"])
    second = await speak(again, "hello", reference)
    assert second["message"] == first["message"]
    assert await do(Message.objects.filter(direction=Direction.INBOUND).count) == 1
    await again.leave()


async def test_a_reference_of_another_visitor_finds_nothing_of_his(account: ChannelAccount) -> None:
    reference = str(uuid4())
    ana, _ = await arrive(account)
    bob, _ = await arrive(account)
    await speak(ana, "my secret", reference)
    ack = await speak(bob, "mine", reference)
    assert ack["message"]["body"] == "mine"
    assert await do(Conversation.objects.count) == 2
    await asyncio.gather(ana.leave(), bob.leave())


async def test_a_token_that_is_not_good_makes_a_new_visitor_and_shows_nobodys_thread(account: ChannelAccount) -> None:
    browser, welcome = await arrive(account)
    await speak(browser, "my secret")
    await browser.leave()
    token = welcome["token"]
    other = await do(WebChatAccountFactory)
    visitor = visitor_of(account, token)
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        "x" + token,
        visitor,
        signing.dumps({"account": account.public_id, "visitor": visitor}, salt="another"),
        signing.dumps({"account": account.public_id, "visitor": "1"}, salt=tokens.SALT),
        signing.dumps([account.public_id, visitor], salt=tokens.SALT),
        tokens.make_token(public_id=other.public_id, visitor=uuid4()),
        "",
        "🙂",
        7,
        None,
        [token],
    ]
    for bad in forged:
        stranger, seen = await arrive(account, bad)
        assert seen["messages"] == []
        assert visitor_of(account, seen["token"]) != visitor
        await stranger.leave()
    elsewhere, seen = await arrive(other, token)
    assert seen["messages"] == []
    await elsewhere.leave()


def write_a_whole_life(account: ChannelAccount, visitor: str, agent: User) -> Conversation:
    """One message of every kind that a thread can hold."""
    identity = LeadIdentity.objects.get(account=account, external_id=visitor)
    conversation = Conversation.objects.get(account=account, lead=identity.lead)
    said = {"conversation": conversation, "account": account}
    for delivery in Delivery.values:
        MessageFactory(**said, direction="out", author="ai", floor_token=0, delivery=delivery, body=f"ai {delivery}")
    MessageFactory(**said, direction=Direction.NOTE, author=Author.AGENT, agent=agent, body="a private note")
    MessageFactory(**said, direction="out", author="agent", agent=agent, delivery="delivered", body="from a person")
    MessageFactory(**said, direction="out", author="system", delivery="sent", body="acknowledgement")
    return conversation


async def test_history_never_shows_notes_nor_what_was_not_sent(account: ChannelAccount) -> None:
    browser, welcome = await arrive(account)
    await speak(browser, "hi")
    agent = await do(make_agent, account.team, name="Ana Silva")
    await do(write_a_whole_life, account, visitor_of(account, welcome["token"]), agent)
    for after in (0, 1, 10_000):
        again, seen = await arrive(account, welcome["token"], after)
        shown = {(message["author"], message["name"], message["body"]) for message in seen["messages"]}
        assert shown == {
            ("you", "", "hi"),
            ("ai", "", "ai sent"),
            ("ai", "", "ai delivered"),
            ("ai", "", "ai read"),
            ("agent", "Ana", "from a person"),
            ("system", "", "acknowledgement"),
        }
        assert "Silva" not in str(seen)
        assert [message["version"] for message in seen["messages"]] == sorted(m["version"] for m in seen["messages"])
        await again.leave()
    await browser.leave()


async def test_only_this_visitors_browsers_hear_his_thread(account: ChannelAccount) -> None:
    ana, welcome = await arrive(account)
    bob, _ = await arrive(account)
    await speak(ana, "hi")
    await speak(bob, "hi")
    second_tab, _ = await arrive(account, welcome["token"])
    agent = await do(make_agent, account.team, name="Ana Silva")
    conversation = await do(write_a_whole_life, account, visitor_of(account, welcome["token"]), agent)
    message = await do(lambda: conversation.messages.select_related("agent").get(body="from a person"))
    publish([groups.visitor(conversation.pk)], message_text(message))
    for browser in (ana, second_tab):
        pushed = (await browser.hear_until("message"))[-1]["message"]
        while pushed["body"] != "from a person":
            pushed = (await browser.hear_until("message"))[-1]["message"]
    await bob.say(type="ping")
    heard = await bob.hear_until("pong")
    assert "from a person" not in str(heard)
    await asyncio.gather(ana.leave(), bob.leave(), second_tab.leave())


async def test_a_note_cannot_be_turned_into_a_text_for_the_visitor(account: ChannelAccount) -> None:
    browser, welcome = await arrive(account)
    await speak(browser, "hi")
    agent = await do(make_agent, account.team)
    conversation = await do(write_a_whole_life, account, visitor_of(account, welcome["token"]), agent)
    for body in ("a private note", "ai queued", "ai failed"):
        message = await do(lambda body=body: conversation.messages.get(body=body))
        with pytest.raises(ValueError, match="not for the visitor"):
            message_text(message)
    await browser.leave()


async def test_the_visitor_sees_who_holds_the_conversation(account: ChannelAccount) -> None:
    browser, welcome = await arrive(account)
    await speak(browser, "hi")
    agent = await do(make_agent, account.team, name="Ana Silva")
    held = Conversation.objects.filter(account=account)
    await do(lambda: held.update(floor=Floor.HUMAN, holder=agent))
    again, seen = await arrive(account, welcome["token"])
    assert (seen["floor"], seen["agent"]) == ("human", "Ana")
    await asyncio.gather(browser.leave(), again.leave())
    assert '"agent": "Ana"' in floor_text("human", "Ana")


@pytest.mark.parametrize(
    ("allowed", "origin", "code"),
    [
        ("", "http://127.0.0.1:8000", None),
        ("", "https://shop.example", 4401),
        ("", None, 4401),
        ("https://shop.example\nhttps://other.example", "https://shop.example", None),
        ("https://shop.example", "https://shop.example.evil.example", 4401),
    ],
)
async def test_only_this_site_and_allowed_pages_may_embed(
    account: ChannelAccount, allowed: str, origin: str | None, code: int | None
) -> None:
    await do(lambda: ChannelAccount.objects.update(allowed_origins=allowed))
    browser = Browser(f"/ws/chat/{account.public_id}/", origin=origin)
    assert await browser.connect()
    if code is not None:
        assert await browser.is_sent_away() == code
        return
    await browser.say(type="hello", token="", after=0)
    assert (await browser.hear())["type"] == "welcome"
    await browser.leave()


async def test_no_widget_no_chat(account: ChannelAccount) -> None:
    await do(lambda: ChannelAccount.objects.update(is_active=False))
    for public_id in (account.public_id, "nonsense", "a" * 500):
        browser = Browser(f"/ws/chat/{public_id}/")
        assert await browser.connect()
        assert await browser.is_sent_away() == 4404


async def test_a_whatsapp_account_is_no_widget(account: ChannelAccount) -> None:
    await do(lambda: ChannelAccount.objects.update(kind="whatsapp"))
    browser = Browser(f"/ws/chat/{account.public_id}/")
    assert await browser.connect()
    assert await browser.is_sent_away() == 4404


async def test_a_visitor_who_never_says_hello_is_sent_away(
    monkeypatch: pytest.MonkeyPatch, account: ChannelAccount
) -> None:
    monkeypatch.setattr(consumer_module, "HELLO_SECONDS", 0.05)
    browser = Browser(f"/ws/chat/{account.public_id}/")
    assert await browser.connect()
    await browser.say(type="message", client_ref=str(uuid4()), body="hi")
    assert (await browser.hear())["code"] == "bad_request"
    assert await browser.is_sent_away() == 4401


@pytest.mark.parametrize(
    "frame",
    [
        {"client_ref": "1", "body": "x"},
        {"client_ref": 1, "body": "x"},
        {"client_ref": str(uuid4())},
        {"client_ref": str(uuid4()), "body": 5},
        {"client_ref": str(uuid4()), "body": " \n\x00 "},
    ],
)
async def test_a_message_that_is_none_is_refused_and_the_socket_lives(
    account: ChannelAccount, frame: dict[str, Any]
) -> None:
    browser, _ = await arrive(account)
    await browser.say(type="message", **frame)
    assert (await browser.hear())["code"] in {"bad_request", "empty"}
    assert (await speak(browser, "hello"))["message"]["body"] == "hello"
    assert await do(InboundEvent.objects.count) == 1
    await browser.leave()


@pytest.mark.parametrize(
    "body", ["🙂🙃", "שלום לך", "a\x00b", "half \ud83d pair", "<img src=x onerror=alert(1)>", "x" * 12_000]
)
async def test_every_text_is_kept(account: ChannelAccount, body: str) -> None:
    browser, welcome = await arrive(account)
    ack = await speak(browser, body)
    expected = body.replace("\x00", "").replace("\ud83d", "�")
    assert ack["message"]["body"] == expected
    again, seen = await arrive(account, welcome["token"])
    assert seen["messages"][0]["body"] == expected
    await asyncio.gather(browser.leave(), again.leave())


async def test_who_writes_too_fast_is_told_and_then_cut_off(account: ChannelAccount) -> None:
    browser, _ = await arrive(account)
    reference = str(uuid4())
    codes = []
    for _ in range(ChatConsumer.burst + 30):
        await browser.say(type="message", client_ref=reference, body="x")
    while (message := await browser.wire.receive_output(timeout=30))["type"] != "websocket.close":
        codes.append(message["text"])
    assert message["code"] == 4429
    told = [text for text in codes if '"too_fast"' in text]
    assert told
    assert reference in told[0]


async def test_a_frame_over_the_cap_ends_the_socket(account: ChannelAccount) -> None:
    browser, _ = await arrive(account)
    await browser.wire.send_to(text_data="x" * 17_000)
    told, closing = [await browser.wire.receive_output(timeout=10) for _ in range(2)]
    assert json.loads(told["text"])["code"] == "too_big"
    assert closing == {"type": "websocket.close", "code": Close.TOO_BIG}


async def test_a_visitor_is_served_while_redis_is_away_and_catches_up(
    monkeypatch: pytest.MonkeyPatch, redis: RedisStandIn, account: ChannelAccount
) -> None:
    monkeypatch.setattr(consumer_module, "CATCH_UP_SECONDS", 0.01)
    await hub.close()
    redis.die()
    browser, welcome = await arrive(account)
    await speak(browser, "hello?")
    agent = await do(make_agent, account.team)
    await do(write_a_whole_life, account, visitor_of(account, welcome["token"]), agent)
    redis.rise()
    bodies: set[str] = set()
    while "from a person" not in bodies:
        bodies |= {frame["message"]["body"] for frame in await browser.hear_until("message") if "message" in frame}
    assert "a private note" not in bodies
    await browser.leave()


async def test_a_visitor_with_a_long_thread_gets_the_newest_thousand_once(account: ChannelAccount) -> None:
    browser, welcome = await arrive(account)
    first = (await speak(browser, "first"))["message"]
    conversation = await do(Conversation.objects.get)

    def write_many() -> None:
        Message.objects.bulk_create(
            Message(
                conversation=conversation, account=account, version=1_000 + number, direction="out", author="system",
                body=str(number), delivery="delivered", created_at=conversation.created_at,
            )
            for number in range(1_000)
        )  # fmt: skip

    await do(write_many)
    again, seen = await arrive(account, welcome["token"])
    assert len(seen["messages"]) == 1_000
    assert first not in seen["messages"]
    resumed, few = await arrive(account, welcome["token"], 1_990)
    assert len(few["messages"]) == 9 + 30
    assert len({message["id"] for message in few["messages"]}) == 39
    await asyncio.gather(browser.leave(), again.leave(), resumed.leave())


async def test_a_visitor_cannot_become_somebody_else_on_the_same_socket(account: ChannelAccount) -> None:
    browser, welcome = await arrive(account)
    await browser.say(type="hello", token=welcome["token"], after=0)
    assert (await browser.hear())["code"] == "bad_request"
    await browser.leave()
