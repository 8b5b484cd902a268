"""The process that sends: reads orders as JSON lines from its input, answers each with one JSON line."""

import asyncio
import itertools
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, cast

import uvloop

# The status of a request whose connection ended before its answer.
GONE = 0
ANSWER_SECONDS = 60
HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


class Connection(asyncio.Protocol):
    """One kept-alive connection that has at most one request under way."""

    def __init__(self) -> None:
        """Wait for nothing yet."""
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._answer: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    @property
    def is_open(self) -> bool:
        """Whether the next request can go this way."""
        return self._transport is not None and not self._transport.is_closing()

    def ask(self, request: bytes) -> "asyncio.Future[int]":
        """Send a request; the future is the answer's status."""
        if self._transport is None:
            raise ConnectionError("The connection was not made.")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        """Read on; a whole answer settles the future."""
        self._buffer += data
        end = self._buffer.find(HEAD_END)
        if end < 0:
            return
        head = self._buffer[:end].lower()
        if len(self._buffer) < end + len(HEAD_END) + _body_length(head):
            return
        if b"\r\nconnection: close" in head and self._transport is not None:
            self._transport.close()
        self._buffer = b""
        self._settle(int(head.split(b" ", 2)[1]))

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits will have no answer."""
        self._settle(GONE)

    def _settle(self, status: int) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(status)

    def close(self) -> None:
        """Close."""
        if self._transport is not None:
            self._transport.close()


class Sender:
    """Sends the requests of a list in order, over as many connections as wanted."""

    def __init__(self, servers: Sequence[tuple[str, int]], requests: Sequence[bytes], connections: int) -> None:
        """Connect to nothing yet."""
        self._servers = servers
        self._requests = iter(requests)
        self._connections = connections
        self._open: list[Connection] = []

    async def connect(self) -> None:
        """Open every connection."""
        self._open = [await self._connect(place) for place in range(self._connections)]

    async def _connect(self, place: int) -> Connection:
        host, port = self._servers[place % len(self._servers)]
        _, connection = await asyncio.get_running_loop().create_connection(Connection, host, port)
        return connection

    async def run(self, count: int, rate: float) -> dict[str, Any]:
        """Send the next `count` requests; return what `load.Outcome` holds."""
        requests = list(itertools.islice(self._requests, count))
        if len(requests) < count:
            raise SystemExit(f"{count} requests are wanted and {len(requests)} are left")
        began = time.monotonic()
        rows: list[tuple[float, float, int] | None] = [None] * count
        numbered = iter(enumerate(requests))
        await asyncio.gather(*(self._work(place, numbered, rows, rate, began) for place in range(self._connections)))
        seconds = time.monotonic() - began
        started, milliseconds, statuses = zip(*(row for row in rows if row), strict=True)
        return {"seconds": seconds, "started": started, "milliseconds": milliseconds, "statuses": statuses}

    async def _work(
        self,
        place: int,
        numbered: Iterator[tuple[int, bytes]],
        rows: list[tuple[float, float, int] | None],
        rate: float,
        began: float,
    ) -> None:
        for number, request in numbered:
            at = began + number / rate if rate else time.monotonic()
            await asyncio.sleep(at - time.monotonic()) if rate else None
            status = await self._send(place, request)
            rows[number] = (at, (time.monotonic() - at) * 1000, status)

    async def _send(self, place: int, request: bytes) -> int:
        try:
            if not self._open[place].is_open:
                self._open[place] = await self._connect(place)
            return await asyncio.wait_for(self._open[place].ask(request), ANSWER_SECONDS)
        except (OSError, TimeoutError):
            self._open[place].close()
            return GONE


def _body_length(head: bytes) -> int:
    """Return the declared length of a body; an answer without one has none.

    Raises:
        SystemExit: the body comes in chunks, which no page that is measured does.
    """
    at = head.find(LENGTH)
    if at < 0:
        if b"\r\ntransfer-encoding:" in head:
            raise SystemExit("the answer has no Content-Length")
        return 0
    return int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0])


def write_requests(file: IO[bytes], requests: Sequence[bytes]) -> None:
    """Write the requests, each behind its length."""
    for request in requests:
        file.write(len(request).to_bytes(4, "big") + request)


def read_requests(content: bytes) -> list[bytes]:
    """Return what `write_requests` wrote."""
    found, at = [], 0
    while at < len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        found.append(content[at + 4 : at + 4 + size])
        at += 4 + size
    return found


async def serve(plan: dict[str, Any], requests: Sequence[bytes]) -> None:
    """Connect, then follow the orders until the input closes."""
    loop = asyncio.get_running_loop()
    sender = Sender([(host, port) for host, port in plan["servers"]], requests, plan["connections"])
    await sender.connect()
    print("{}", flush=True)
    while order := await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(await sender.run(**json.loads(order))), flush=True)


if __name__ == "__main__":
    first = json.loads(sys.stdin.readline())
    uvloop.run(serve(first, read_requests(Path(first["file"]).read_bytes())))
