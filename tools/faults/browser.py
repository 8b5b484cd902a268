"""An agent's browser in miniature: a socket that comes back, and a list that is fetched again whenever it does."""

import json
import random
import time
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage
from websockets.sync.client import connect

from tools.bench.login import Caller, log_in
from tools.faults.background import Background
from tools.stack.seed import Seeded

LIST = "/api/v1/conversations/?limit=100"
PAUSE_SECONDS = (0.5, 1.5)


class Browser(Background):
    """Knows of each conversation the newest version that it was shown; never reloads its page."""

    def __init__(self, url: str, seeded: Seeded) -> None:
        """Log the admin in, who sees everything."""
        super().__init__()
        self.versions: dict[str, int] = {}
        self.closed = 0
        self.last_heard_at = 0.0
        self._url = url
        self._headers = log_in(url, email=seeded.admin, password=seeded.password)

    def work(self) -> None:
        """Listen, and come back whenever the socket has closed."""
        while not self.stopping.is_set():
            try:
                self._listen()
            except (ConnectionClosed, InvalidHandshake, InvalidMessage, OSError, RuntimeError):
                self.closed += 1
            self.stopping.wait(random.uniform(*PAUSE_SECONDS))  # noqa: S311 - a pause, no secret

    def _listen(self) -> None:
        address = f"{self._url.replace('http', 'ws', 1)}/ws/inbox/"
        with connect(address, additional_headers=self._headers, open_timeout=10, close_timeout=2) as socket:
            self._hear(json.loads(socket.recv(timeout=10)))
            self._fetch()
            while not self.stopping.is_set():
                try:
                    self._hear(json.loads(socket.recv(timeout=0.5)))
                except TimeoutError:
                    continue

    def _hear(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "event":
            self.last_heard_at = time.time()
            self._note(frame["conversation"], frame["version"])

    def _fetch(self) -> None:
        """Fetch the whole list again, as the inbox does when it is back."""
        caller = Caller(self._url, self._headers)
        try:
            path = LIST
            while path:
                page = json.loads(caller.get(path).body)
                for row in page["results"]:
                    self._note(row["id"], row["version"])
                path = page["next"].removeprefix(self._url) if page["next"] else ""
        finally:
            caller.close()

    def _note(self, conversation: str, version: int) -> None:
        key = conversation.replace("-", "")
        self.versions[key] = max(self.versions.get(key, 0), version)
