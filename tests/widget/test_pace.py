"""Visitors' pace: of one person over all sockets, of one address over all persons, of nobody else's."""

import asyncio
from uuid import uuid4

import pytest

from conversations.models import ChannelAccount, Message
from handoffdesk.widget import pace
from handoffdesk.widget.consumer import ChatConsumer
from notifications.realtime.socket import Close
from notifications.realtime.threads import socket_threads
from tests.factories.conversations import WebChatAccountFactory
from tests.realtime.sockets import Browser


def test_buckets_are_kept_apart_and_the_oldest_are_forgotten() -> None:
    buckets = pace.SharedBuckets(burst=2, per_second=0.0, most_kept=2)
    assert [buckets.take(key) for key in "aaab"] == [True, True, False, True]
    assert [buckets.take(key) for key in "ba"] == [True, False]
    buckets.take("c")
    assert [buckets.take(key) for key in "ab"] == [False, True]


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        (("203.0.113.7", 1), "203.0.113.7"),
        (("::ffff:203.0.113.7", 1), "203.0.113.7"),
        (("2001:db8:1:2:3::4", 1), "2001:db8:1:2::/64"),
        (("127.0.0.1", 1), None),
        (("::1", 1), None),
        (("testclient", 1), None),
        (None, None),
    ],
)
def test_an_address_counts_as_one_customer(client: tuple[str, int] | None, counted: str | None) -> None:
    assert pace.address_of({"client": client}) == counted


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_process", "open_hub")
async def test_more_sockets_are_no_faster() -> None:
    account: ChannelAccount = await socket_threads.query(WebChatAccountFactory.create)
    path, token = f"/ws/chat/{account.public_id}/", ""
    browsers = []
    for _ in range(4):
        browser = Browser(path, address="203.0.113.7")
        assert await browser.connect()
        await browser.say(type="hello", token=token, after=0)
        token = (await browser.hear_until("welcome"))[-1]["token"]
        browsers.append(browser)
    told = []
    for number in range(ChatConsumer.burst + 20):
        browser = browsers[number % len(browsers)]
        await browser.say(type="message", client_ref=str(uuid4()), body=f"{number}")
        frames = [await browser.hear()]
        while frames[-1]["type"] not in {"ack", "error"} or "client_ref" not in frames[-1]:
            frames.append(await browser.hear())
        told.append(frames[-1]["type"])
        if told.count("error") >= 3:
            break
    # On one socket this many pass; on four it is not four times as many.
    stored = await socket_threads.query(Message.objects.filter(direction="in").count)
    assert told.count("error") >= 3
    assert stored <= ChatConsumer.burst + 10
    await asyncio.gather(*(browser.leave() for browser in browsers))

    # The address: many who are strangers to each other, none of them fast.
    while pace.addresses.take("203.0.113.8"):
        pass
    late = Browser(path, address="203.0.113.8")
    assert await late.connect()
    assert await late.is_sent_away() == Close.TOO_FAST
    elsewhere = Browser(path, address="203.0.113.9")
    assert await elsewhere.connect()
    await elsewhere.leave()
