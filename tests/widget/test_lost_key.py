"""A visitor who comes back while the desk has a wrong key keeps the thread: the right key lets them in again."""

from typing import Any

import pytest

from conversations.models import ChannelAccount
from handoffdesk.operations import keys
from notifications.realtime.socket import Close
from notifications.realtime.threads import socket_threads
from tests.factories.conversations import WebChatAccountFactory
from tests.realtime.sockets import Browser

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_process", "open_hub")]


async def greet(account: ChannelAccount, token: str) -> Browser:
    browser = Browser(f"/ws/chat/{account.public_id}/")
    assert await browser.connect()
    await browser.say(type="hello", token=token, after=0)
    return browser


async def test_no_new_token_takes_the_place_of_one_that_the_right_key_reads(settings: Any) -> None:
    account = await socket_threads.query(WebChatAccountFactory.create)
    await socket_threads.query(keys.seal_once)
    first = await greet(account, "")
    token = (await first.hear_until("welcome"))[-1]["token"]
    right, settings.SECRET_KEY = settings.SECRET_KEY, "a-wrong-key"
    late = await greet(account, token)
    assert await late.is_sent_away() == Close.TRY_AGAIN
    settings.SECRET_KEY = right
    back = await greet(account, token)
    assert (await back.hear_until("welcome"))[-1]["type"] == "welcome"
    # A token that is merely damaged is replaced, as before.
    damaged = await greet(account, token[:-2])
    assert (await damaged.hear_until("welcome"))[-1]["token"] != token
    for browser in (first, back, damaged):
        await browser.leave()
