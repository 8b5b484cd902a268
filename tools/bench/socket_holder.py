"""The process that holds thousands of WebSockets: reads orders as JSON lines from its input, answers each with one.

    {"connect": 1000, "server": [host, port], "path": ..., "headers": [{...}, ...], "greeting": true}
    {"watch": "text"}                   from now on note when each socket hears a frame with this text in it
    {"collect": 1000, "seconds": 10}    wait for so many receipts, answer with their times on the monotonic clock

One protocol object for each socket and no task: what this side costs is small, and the same for every server.
"""

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, cast

import uvloop

from tools.bench.frames import CLOSE, HEAD_END, PING, PONG, TEXT, Decoder, accept_of, encode, opening

AT_ONCE = 64
OPEN_SECONDS = 120.0
SWITCHING = b"HTTP/1.1 101"


class Holder:
    """All sockets of this process, and what they wait for."""

    def __init__(self) -> None:
        """Watch for nothing yet."""
        self.sockets: list[Socket] = []
        self.receipts: list[float] = []
        self.lost = 0
        self._wanted = b""
        self._enough = asyncio.Event()
        self._count = sys.maxsize

    async def obey(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Do what an order says and return the answer to it."""
        if "connect" in order:
            return await self._connect(order)
        if "watch" in order:
            self.receipts, self._wanted, self._count = [], str(order["watch"]).encode(), sys.maxsize
            for socket in self.sockets:
                socket.heard = False
            return {"sockets": len(self.sockets)}
        return await self._collect(int(order["collect"]), float(order["seconds"]))

    def hear(self, socket: "Socket", payload: bytes) -> None:
        """Note the first frame of a socket in which the watched text stands."""
        if self._wanted and not socket.heard and self._wanted in payload:
            socket.heard = True
            self.receipts.append(time.monotonic())
            if len(self.receipts) >= self._count:
                self._enough.set()

    async def _connect(self, order: Mapping[str, Any]) -> dict[str, Any]:
        started, slots = time.monotonic(), asyncio.Semaphore(AT_ONCE)

        async def one(headers: Mapping[str, str]) -> None:
            async with slots:
                self.sockets.append(await open_socket(self, order, headers))

        headers: Sequence[Mapping[str, str]] = order["headers"]
        await asyncio.gather(*(one(headers[number % len(headers)]) for number in range(order["connect"])))
        return {"sockets": len(self.sockets), "seconds": time.monotonic() - started}

    async def _collect(self, count: int, seconds: float) -> dict[str, Any]:
        self._count = count
        self._enough.clear()
        if len(self.receipts) < count:
            with contextlib.suppress(TimeoutError):  # what is missing shows in the number of receipts
                await asyncio.wait_for(self._enough.wait(), seconds)
        return {"receipts": self.receipts, "lost": self.lost}


class Socket(asyncio.Protocol):
    """One WebSocket. `opened` is settled when the server has let it in (and has greeted it, where it does)."""

    def __init__(self, holder: Holder, request: bytes, key: bytes, *, greeting: bool) -> None:
        """Send this request as soon as there is a connection."""
        self._holder, self._request, self._key, self._greeting = holder, request, key, greeting
        self._transport: asyncio.Transport | None = None
        self._head = b""
        self._decoder: Decoder | None = None
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.heard = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask to be let in."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Read the handshake's answer, then frames."""
        if self._decoder is None:
            self._head += data
            head, found, data = self._head.partition(HEAD_END)
            if not found:
                return
            if not head.startswith(SWITCHING) or accept_of(self._key) not in head:
                self._fail(f"refused: {head[:200]!r}")
                return
            self._decoder, self._head = Decoder(), b""
            if not self._greeting:
                self._open()
        for opcode, payload in self._decoder.feed(data):
            self._take(opcode, payload)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._holder.lost += 1
        self._fail(f"closed: {exc}")

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT:
            self._open()
            self._holder.hear(self, payload)
        elif opcode == PING and self._transport is not None:
            self._transport.write(encode(payload, opcode=PONG, mask=os.urandom(4)))
        elif opcode == CLOSE:
            self._fail(f"closed by the server: {payload!r}")

    def _open(self) -> None:
        if not self.opened.done():
            self.opened.set_result(None)

    def _fail(self, why: str) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(why))


async def open_socket(holder: Holder, order: Mapping[str, Any], headers: Mapping[str, str]) -> Socket:
    """Open one socket and wait until it is in.

    Raises:
        ConnectionError: the server refused it or closed it.
    """
    host, port = order["server"]
    request, key = opening(f"{host}:{port}", order["path"], headers)
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(
        lambda: Socket(holder, request, key, greeting=order["greeting"]), host, port
    )
    await asyncio.wait_for(socket.opened, OPEN_SECONDS)
    return socket


async def main() -> None:
    """Obey until the input closes."""
    loop, holder = asyncio.get_running_loop(), Holder()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps(await holder.obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
