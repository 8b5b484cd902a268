"""The WhatsApp adapter: the pure parts under one name."""

from collections.abc import Mapping, Sequence
from typing import Any

from conversations.adapters.base import Content, InboundItem, Sender, SendResult, WebhookRequest
from conversations.adapters.meta.handshake import answer_challenge
from conversations.adapters.meta.signature import verify_signature
from conversations.adapters.outgoing import Outgoing
from conversations.adapters.whatsapp import parse, send
from conversations.adapters.whatsapp.channel import WHATSAPP


class WhatsAppAdapter:
    """WhatsApp Business Cloud API."""

    channel = WHATSAPP

    def handshake(self, *, query: Mapping[str, str], secrets: Mapping[str, str]) -> str | None:
        """Return the challenge, or None for a wrong token."""
        return answer_challenge(query, secrets.get("verify_token", ""))

    def verify(self, request: WebhookRequest, *, secrets: Mapping[str, str]) -> bool:
        """Return whether Meta signed exactly these bytes."""
        return verify_signature(secret=secrets.get("app_secret", ""), headers=request.headers, body=request.body)

    def parse(self, body: bytes) -> Sequence[InboundItem]:
        """Return every update of the body in order."""
        return parse.parse(body)

    def sort_out(self, items: Sequence[InboundItem], *, external_id: str) -> Sequence[InboundItem]:
        """Return the items with those of another phone number id ignored."""
        return parse.sort_out(items, external_id)

    def read(self, item_kind: str, raw: Mapping[str, Any]) -> Content:
        """Return the content of one stored update again."""
        return parse.read(item_kind, raw)

    def send(self, sender: Sender, message: Outgoing) -> SendResult:
        """Send one message."""
        return send.send(sender, message)
