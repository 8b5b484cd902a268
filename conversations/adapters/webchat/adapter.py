"""The web chat adapter. Its wire is our own: the socket makes the items, the relay pushes what we say."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from conversations.adapters.allowed import refusal_of
from conversations.adapters.base import (
    Content,
    InboundItem,
    InboundMessage,
    MalformedPayload,
    Sender,
    SendResult,
    Sent,
    WebhookRequest,
)
from conversations.adapters.outgoing import Outgoing
from conversations.adapters.payload import make_key, read_object, read_unix_time
from conversations.adapters.webchat.channel import WEB_CHAT
from conversations.enums import Delivery
from conversations.storable import storable_text

MESSAGE = "message"


class _Frame(BaseModel):
    """One message of a visitor as it is stored: `sent_at` in Unix seconds by the server's clock."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")
    visitor: str = Field(min_length=1, max_length=100)
    client_ref: str = Field(min_length=1, max_length=100)
    body: str = Field(min_length=1)
    name: str = ""
    language: str = Field(default="", max_length=12)
    sent_at: int | None = None


def make_item(
    *, visitor: str, client_ref: str, body: str, language: str = "", sent_at: int | None = None
) -> InboundItem:
    """Return the item for one message of a visitor; the same `client_ref` of the same visitor is the same message.

    `language`: what their browser is set to.

    Raises:
        MalformedPayload: an empty part, or one that is too long.
    """
    parts = {"visitor": visitor, "client_ref": client_ref, "body": body, "language": language, "sent_at": sent_at}
    return _item({name: storable_text(part) if isinstance(part, str) else part for name, part in parts.items()})


def _item(raw: Mapping[str, Any]) -> InboundItem:
    try:
        frame = _Frame.model_validate(raw)
    except ValidationError as error:
        raise MalformedPayload("not a web chat message") from error
    content = InboundMessage(
        external_ids=(frame.visitor,),
        body=frame.body,
        name=frame.name[:160],
        language=frame.language,
        sent_at=read_unix_time(frame.sent_at),
    )
    # The visitor is part of the key: nobody can take the place of another one's message.
    return InboundItem(MESSAGE, make_key(frame.visitor, frame.client_ref), raw, content)


class WebChatAdapter:
    """Web chat."""

    channel = WEB_CHAT

    def verify(self, request: WebhookRequest, *, secrets: Mapping[str, str]) -> bool:
        """Refuse: visitors come through the socket with their own token, never through a webhook."""
        return False

    def parse(self, body: bytes) -> Sequence[InboundItem]:
        """Return the one item of a stored frame."""
        return (_item(read_object(body)),)

    def read(self, item_kind: str, raw: Mapping[str, Any]) -> Content:
        """Return the content of a stored frame again."""
        if item_kind != MESSAGE:
            raise MalformedPayload("not a web chat message")
        return _item(raw).content

    def send(self, sender: Sender, message: Outgoing) -> SendResult:
        """Report delivery at once: the relay pushes the message to the visitor's window after the commit."""
        return refusal_of(WEB_CHAT, message) or Sent(provider_id="", delivery=Delivery.DELIVERED)
