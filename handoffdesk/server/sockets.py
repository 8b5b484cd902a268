"""The WebSocket doors."""

from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from django.urls import path

from handoffdesk.widget.consumer import ChatConsumer
from notifications.realtime.consumers import InboxConsumer


class UnknownSocket(AsyncWebsocketConsumer):
    """Refuses the handshake of a path that is no door."""

    async def connect(self) -> None:
        """Answer with 403, as a missing page of a WebSocket."""
        await self.close()


def build() -> Any:
    """Return the ASGI application of all WebSockets."""
    return URLRouter(
        [
            path("ws/inbox/", InboxConsumer.as_asgi()),
            path("ws/chat/<str:public_id>/", ChatConsumer.as_asgi()),
            path("<path:anything>", UnknownSocket.as_asgi()),
            path("", UnknownSocket.as_asgi()),
        ]
    )
