"""The channels there are. A new one is a directory and a line here."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from conversations.adapters.base import Adapter, InboundItem
from conversations.adapters.webchat.adapter import WebChatAdapter
from conversations.adapters.whatsapp.adapter import WhatsAppAdapter


class WebhookAdapter(Adapter, Protocol):
    """A channel whose provider calls us."""

    def handshake(self, *, query: Mapping[str, str], verify_token: str) -> str | None:
        """Return the plain text that proves we know the token, or None to refuse."""

    def sort_out(self, items: Sequence[InboundItem], *, external_id: str) -> Sequence[InboundItem]:
        """Return the items with those that belong to another account of the provider turned into ignored ones."""


WEBHOOKS: Mapping[str, WebhookAdapter] = {adapter.kind: adapter for adapter in (WhatsAppAdapter(),)}
ADAPTERS: Mapping[str, Adapter] = {**WEBHOOKS, **{adapter.kind: adapter for adapter in (WebChatAdapter(),)}}


def get_adapter(kind: str) -> Adapter:
    """Return the adapter of a channel.

    Raises:
        KeyError: there is no such channel.
    """
    return ADAPTERS[kind]


def get_webhook_adapter(kind: str) -> WebhookAdapter | None:
    """Return the adapter of a channel whose provider calls us, or None."""
    return WEBHOOKS.get(kind)
