"""Many WebSockets at once, held by a process of their own (socket_holder.py)."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tools.stack.process import ROOT

INBOX = "/ws/inbox/"
COLLECT_SECONDS = 20.0


@dataclass(frozen=True)
class Opened:
    """How many sockets there are now, and how long the new ones took."""

    sockets: int
    seconds: float


class Sockets:
    """Sockets for the length of a `with` block, and when they hear something."""

    def __enter__(self) -> Self:
        """Start the holder."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tools.bench.socket_holder"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all sockets: the holder ends with its input."""
        self._process.communicate(timeout=30)

    def open(
        self, url: str, count: int, headers: Sequence[Mapping[str, str]] = ({},), *, path: str = INBOX,
        greeting: bool = True,
    ) -> Opened:  # fmt: skip
        """Open so many more, in turn with these headers; `greeting`: wait for the server's first text as well."""
        address = urlsplit(url)
        order = {"server": [address.hostname, address.port], "path": path, "greeting": greeting}
        return Opened(**self._ask(order | {"connect": count, "headers": list(headers)}))

    def watch(self, text: str) -> None:
        """Note from now on when each socket hears this text."""
        self._ask({"watch": text})

    def collect(self, count: int, *, seconds: float = COLLECT_SECONDS) -> list[float]:
        """Return when so many sockets heard it (the monotonic clock, which all processes of this machine share).

        Raises:
            RuntimeError: some have not heard it in time.
        """
        answer = self._ask({"collect": count, "seconds": seconds})
        receipts: list[float] = answer["receipts"]
        if len(receipts) < count:
            raise RuntimeError(f"Of {count} sockets {len(receipts)} heard the event; {answer['lost']} were closed.")
        return receipts

    def _ask(self, order: Mapping[str, Any]) -> dict[str, Any]:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("The holder was not started.")
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("The holder of the sockets ended; what it said stands above.")
        read: dict[str, Any] = json.loads(answer)
        return read
