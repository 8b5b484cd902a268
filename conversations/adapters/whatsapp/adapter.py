"""The WhatsApp adapter: the pure parts under one name."""

from collections.abc import Mapping, Sequence
from typing import Any

from conversations.adapters.base import Content, InboundItem, Outgoing, Sender, SendResult
from conversations.adapters.meta.handshake import answer_challenge
from conversations.adapters.meta.signature import verify_signature
from conversations.adapters.whatsapp import parse, send


class WhatsAppAdapter:
    """WhatsApp Business Cloud API."""

    kind = "whatsapp"
    addresses_are_phones = True

    def handshake(self, *, query: Mapping[str, str], verify_token: str) -> str | None:
        """Return the challenge, or None for a wrong token."""
        return answer_challenge(query, verify_token)

    def verify(self, *, secret: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Return whether Meta signed exactly these bytes."""
        return verify_signature(secret=secret, headers=headers, body=body)

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
