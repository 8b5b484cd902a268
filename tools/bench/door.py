"""The provider's door: a Meta that takes every message at once and notes when it came, in a process of its own."""

import asyncio
import itertools
import json
import subprocess
import sys
import time
from types import TracebackType
from typing import Any, Self, cast

from tools.stack.process import ROOT

VERSION = "v26.0"
HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


class ProviderDoor:
    """Runs the door for the length of a `with` block."""

    def __enter__(self) -> Self:
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tools.bench.door"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        self.port = int(self._read())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it: it goes when its input closes."""
        self._process.communicate(timeout=10)

    @property
    def base_url(self) -> str:
        """Return what META_GRAPH_BASE_URL must be."""
        return f"http://127.0.0.1:{self.port}/{VERSION}"

    def arrivals(self) -> dict[str, list[float]]:
        """Return for each address when messages for it came, in seconds of the monotonic clock."""
        if self._process.stdin is None:
            raise RuntimeError("the door is closed")
        self._process.stdin.write("arrivals\n")
        self._process.stdin.flush()
        found: dict[str, list[float]] = json.loads(self._read())
        return found

    def _read(self) -> str:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise RuntimeError("the door ended; what it said stands above")
        return line


class Door(asyncio.Protocol):
    """One connection of the desk."""

    arrived: dict[str, list[float]] = {}
    numbers = itertools.count(1)

    def __init__(self) -> None:
        """Wait for the first request."""
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete."""
        self._buffer += data
        while (end := self._buffer.find(HEAD_END)) >= 0:
            head = self._buffer[:end].lower()
            at = head.find(LENGTH)
            length = int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            whole = end + len(HEAD_END) + length
            if len(self._buffer) < whole:
                return
            body, self._buffer = self._buffer[end + len(HEAD_END) : whole], self._buffer[whole:]
            self._take(json.loads(body))

    def _take(self, message: dict[str, Any]) -> None:
        to = message.get("to") or message.get("recipient", "")
        self.arrived.setdefault(to, []).append(time.monotonic())
        answer = {
            "messaging_product": "whatsapp",
            "contacts": [{"input": to, "wa_id": to}],
            "messages": [{"id": f"wamid.DOOR{next(self.numbers):06d}"}],
        }
        body = json.dumps(answer).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        if self._transport is not None:
            self._transport.write(head.encode() + body)


async def serve() -> None:
    """Take messages until the input closes; each line of it is answered with the arrivals."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Door, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(Door.arrived), flush=True)


if __name__ == "__main__":
    asyncio.run(serve())
