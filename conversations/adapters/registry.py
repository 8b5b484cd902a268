"""The channels there are. A new one is a directory and a line here."""

from collections.abc import Mapping

from conversations.adapters.base import Adapter, WebhookAdapter
from conversations.adapters.declaration import Channel
from conversations.adapters.webchat.adapter import WebChatAdapter
from conversations.adapters.whatsapp.adapter import WhatsAppAdapter

# In the order in which people are asked to choose.
_ALL: tuple[Adapter, ...] = (
    WhatsAppAdapter(),
    WebChatAdapter(),
)
ADAPTERS: Mapping[str, Adapter] = {adapter.channel.key: adapter for adapter in _ALL}
WEBHOOKS: Mapping[str, WebhookAdapter] = {
    key: adapter for key, adapter in ADAPTERS.items() if isinstance(adapter, WebhookAdapter)
}
CHANNELS: Mapping[str, Channel] = {key: adapter.channel for key, adapter in ADAPTERS.items()}


def get_adapter(kind: str) -> Adapter:
    """Return the adapter of a channel.

    Raises:
        KeyError: there is no such channel.
    """
    return ADAPTERS[kind]


def get_channel(kind: str) -> Channel:
    """Return what a channel declares of itself.

    Raises:
        KeyError: there is no such channel.
    """
    return CHANNELS[kind]


def get_webhook_adapter(kind: str) -> WebhookAdapter | None:
    """Return the adapter of a channel whose provider calls us, or None."""
    return WEBHOOKS.get(kind)


def channel_choices() -> list[tuple[str, str]]:
    """Return key and name of every channel in the reader's language, for fields to choose from."""
    return [(key, str(channel.label)) for key, channel in CHANNELS.items()]
