"""A browser's WebSocket in tests: the real consumers behind the real routes."""

import json
from typing import Any

from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from accounts.models import User
from handoffdesk.server.sockets import build

HOST = "127.0.0.1:8000"
ORIGIN = f"http://{HOST}"

sockets = build()


def log_in(user: User) -> str:
    """Return the cookie header of a new session of this user."""
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"


class Browser:
    """One WebSocket and the page that opened it."""

    def __init__(
        self,
        path: str,
        *,
        cookie: str = "",
        origin: str | None = ORIGIN,
        host: str = HOST,
        languages: str = "",
        address: str = "",
    ) -> None:
        """Prepare the handshake; `origin=None` sends none, as a program does; `address` is the browser's."""
        headers = {"host": host, "cookie": cookie, "accept-language": languages} | (
            {} if origin is None else {"origin": origin}
        )
        encoded = [(name.encode(), value.encode()) for name, value in headers.items() if value]
        self.wire = WebsocketCommunicator(sockets, path, headers=encoded)
        if address:
            self.wire.scope["client"] = (address, 50_000)

    async def connect(self) -> bool:
        """Return whether the handshake was accepted."""
        accepted, _ = await self.wire.connect(timeout=10)
        return accepted

    async def say(self, **frame: Any) -> None:
        """Send one frame."""
        await self.wire.send_to(text_data=json.dumps(frame))

    async def hear(self) -> dict[str, Any]:
        """Return the next frame."""
        return json.loads(await self.wire.receive_from(timeout=10))

    async def hear_until(self, kind: str) -> list[dict[str, Any]]:
        """Return the frames up to the first of this type."""
        frames = [await self.hear()]
        while frames[-1]["type"] != kind:
            frames.append(await self.hear())
        return frames

    async def is_sent_away(self) -> int:
        """Return the code with which the server closes; nothing else may come before it."""
        message = await self.wire.receive_output(timeout=10)
        assert message["type"] == "websocket.close", message
        return message["code"]

    async def leave(self) -> None:
        """Close the page."""
        await self.wire.disconnect(timeout=10)
