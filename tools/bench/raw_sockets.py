"""The raw limit of fan-out: a server that can do nothing but write one encoded frame to every socket.

No HTTP library, no ASGI, no queue, no task for a socket. Prints its port; each line of its input is an event.
"""

import asyncio
import sys
from typing import cast

import uvloop

from tools.bench.frames import HEAD_END, accepting, encode, key_in

BACKLOG = 2048


class Peer(asyncio.Protocol):
    """One socket: it reads the handshake and nothing after it."""

    peers: "set[asyncio.Transport]" = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the handshake."""
        self._transport = cast("asyncio.Transport", transport)
        self._head = b""

    def data_received(self, data: bytes) -> None:
        """Answer the handshake."""
        if self._transport in self.peers:
            return
        self._head += data
        if HEAD_END in self._head:
            self._transport.write(accepting(key_in(self._head)))
            self.peers.add(self._transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self.peers.discard(self._transport)


async def main() -> None:
    """Serve until the input closes."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Peer, "127.0.0.1", 0, backlog=BACKLOG)
    print(server.sockets[0].getsockname()[1], flush=True)
    orders = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := await orders.readline():
        frame = encode(line.rstrip(b"\n"))
        for peer in Peer.peers:
            peer.write(frame)


if __name__ == "__main__":
    uvloop.run(main())
