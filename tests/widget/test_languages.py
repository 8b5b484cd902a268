"""What a visitor's browser is set to is their language until they write."""

from uuid import uuid4

import pytest

from conversations.models import ChannelAccount, Conversation
from notifications.realtime.threads import socket_threads
from tests.factories.conversations import WebChatAccountFactory
from tests.realtime.sockets import Browser

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_process", "open_hub")]


@pytest.mark.parametrize(
    ("header", "language"),
    [("de-CH,de;q=0.9,en;q=0.8", "de"), ("en;q=0.5, zh-Hans-CN", "zh"), ("*", ""), ("", ""), (";;=,%" * 200, "")],
)
async def test_the_browsers_language_is_the_customers_until_they_write(header: str, language: str) -> None:
    account: ChannelAccount = await socket_threads.query(WebChatAccountFactory.create)
    browser = Browser(f"/ws/chat/{account.public_id}/", languages=header)
    assert await browser.connect()
    await browser.say(type="hello", token=None, after=0)
    await browser.hear()
    await browser.say(type="message", client_ref=str(uuid4()), body="ok")
    await browser.hear_until("ack")
    conversation = await socket_threads.query(Conversation.objects.get)
    assert (conversation.language, conversation.language_source) == (language, "locale" if language else "")
    await browser.leave()
