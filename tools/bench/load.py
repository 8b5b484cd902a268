"""The load: a process of its own that sends prepared requests and notes when each was answered.

    with Load(url, requests, connections=16) as load:
        outcome = load.run(1000)        # the next 1,000 requests, each connection as fast as it is answered
        outcome = load.run(50, rate=5)  # the next 50, five a second, whether or not the one before was answered

Requests are whole bytes, encoded and signed beforehand, so that sending costs the machine little while it is measured.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tools.bench.load_sender import write_requests
from tools.bench.result import percentile
from tools.stack.process import ROOT
from tools.stack.seed import Seeded
from tools.stack.whatsapp import sign, text_body


@dataclass(frozen=True)
class Outcome:
    """What became of some requests, in the order in which they were sent; 0 is the status of a lost one.

    `started`: seconds of the monotonic clock, the same in every process of this machine. A paced request starts when
    it should have been sent, so that a slow desk cannot hide by being asked less.
    """

    seconds: float
    started: list[float]
    milliseconds: list[float]
    statuses: list[int]

    @property
    def rate(self) -> float:
        """Return answers per second."""
        return len(self.statuses) / self.seconds

    def percentile(self, percent: float) -> float:
        """Return the milliseconds that so many of 100 answers took at most."""
        return percentile(self.milliseconds, percent)

    def count(self, status: int) -> int:
        """Return how many were answered with this status."""
        return self.statuses.count(status)

    def require(self, status: int = 200) -> None:
        """Make sure that every request was answered so; a figure over refused requests means nothing.

        Raises:
            RuntimeError: some were not.
        """
        others = {other: self.count(other) for other in set(self.statuses) if other != status}
        if others:
            named = ", ".join(f"{count} x {other or 'no answer'}" for other, count in sorted(others.items()))
            raise RuntimeError(f"Of {len(self.statuses)} requests not all were answered with {status}: {named}")


class Load:
    """A sender for the length of a `with` block. Every `run` takes the next requests of the list."""

    def __init__(self, url: str | Sequence[str], requests: Sequence[bytes], *, connections: int) -> None:
        """Send to one server, or to several in turn (the first connection to the first one, and so on)."""
        self._urls = [url] if isinstance(url, str) else list(url)
        self._requests = requests
        self._connections = connections
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        """Start the sender and wait until it is connected."""
        with tempfile.NamedTemporaryFile(prefix="bench-requests-", delete=False) as file:
            write_requests(file, self._requests)
        servers = [(urlsplit(url).hostname, urlsplit(url).port) for url in self._urls]
        plan = {"file": file.name, "servers": servers, "connections": self._connections}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tools.bench.load_sender"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        try:
            self._ask(plan)
        finally:
            Path(file.name).unlink()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the sender: it goes when its input closes."""
        if self._process is not None:
            self._process.communicate(timeout=10)

    def run(self, count: int, *, rate: float = 0) -> Outcome:
        """Send the next `count` requests and wait for all answers; `rate` a second, or (0) as fast as they come."""
        return Outcome(**self._ask({"count": count, "rate": rate}))

    def _ask(self, order: Mapping[str, object]) -> dict[str, Any]:
        if self._process is None or self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("The sender was not started.")
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("The sender ended; what it said stands above.")
        read: dict[str, Any] = json.loads(answer)
        return read


def request(
    method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"", host: str = "127.0.0.1"
) -> bytes:
    """Return a whole HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def webhook(seeded: Seeded, *, sender: str, message_id: str, text: str) -> bytes:
    """Return the signed request with one customer's text message."""
    body = text_body(phone_number_id=seeded.phone_number_id, sender=sender, message_id=message_id, text=text)
    return request("POST", seeded.webhook_path, headers=sign(seeded.app_secret, body), body=body)
