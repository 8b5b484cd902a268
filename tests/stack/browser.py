"""A person's browser and a provider before the production set, over real connections."""

import http.client
import json
import secrets
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tools.stack.seed import Seeded
from tools.stack.whatsapp import sign, text_body

PATIENCE_SECONDS = 60


@dataclass
class Door:
    """One way in: a web process, as the proxy speaks to it, or the proxy itself (with `trust` in its certificate)."""

    port: int
    public_port: int
    trust: ssl.SSLContext | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """Return the origin of the desk's own pages."""
        return f"https://localhost:{self.public_port}"

    def ask(self, method: str, path: str, body: bytes | str = b"", **headers: str) -> http.client.HTTPResponse:
        """Ask once; return the answer, read to its end into `body`."""
        connection = (
            http.client.HTTPSConnection("localhost", self.port, context=self.trust, timeout=30)
            if self.trust
            else http.client.HTTPConnection("localhost", self.port, timeout=30)
        )
        try:
            public = {"Host": f"localhost:{self.public_port}", **self.headers}
            connection.request(method, path, body or None, {**public, **headers})
            answer = connection.getresponse()
            answer.body = answer.read()  # type: ignore[attr-defined]  # kept after the connection is closed
            return answer
        finally:
            connection.close()

    def log_in(self, email: str, password: str) -> str:
        """Log in with the form; return the session's cookie header."""
        token = secrets.token_hex(16)
        form = urlencode({"login": email, "password": password, "csrfmiddlewaretoken": token})
        answer = self.ask(
            "POST", "/accounts/login/", form, Cookie=f"__Host-csrftoken={token}", Origin=self.origin,
            **{"Content-Type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        cookies = [value.partition(";")[0] for value in answer.headers.get_all("Set-Cookie") or ()]
        found = next((cookie for cookie in cookies if cookie.startswith("__Host-sessionid=")), "")
        assert answer.status == 302, (answer.status, answer.headers.items())
        assert found
        return found

    def post_message(self, seeded: Seeded, *, sender: str, message_id: str, text: str) -> int:
        """Post a customer's message as Meta does; return the status."""
        body = text_body(phone_number_id=seeded.phone_number_id, sender=sender, message_id=message_id, text=text)
        return self.ask("POST", seeded.webhook_path, body, **sign(seeded.app_secret, body)).status

    @contextmanager
    def inbox(self, cookie: str) -> Iterator["Inbox"]:
        """Open the inbox's socket."""
        scheme = "wss" if self.trust else "ws"
        with (
            socket.create_connection(("127.0.0.1", self.port)) as wire,
            connect(
                f"{scheme}://localhost:{self.public_port}/ws/inbox/",
                sock=wire,
                ssl=self.trust,
                origin=Origin(self.origin),
                additional_headers={**self.headers, "Cookie": cookie},
                compression=None,
            ) as opened,
        ):
            yield Inbox(opened)


class Inbox:
    """An agent's open socket."""

    def __init__(self, opened: ClientConnection) -> None:
        self._socket = opened

    def hear_until(self, wanted: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
        """Return the frames up to the one that is wanted."""
        frames: list[dict[str, Any]] = []
        until = time.monotonic() + PATIENCE_SECONDS
        while not frames or not wanted(frames[-1]):
            frames.append(json.loads(self._socket.recv(timeout=until - time.monotonic())))
        return frames
