"""A TCP proxy that can be made to misbehave while connections run through it.

pass        bytes go both ways
drop        new connections are closed at once, open ones are cut
delay       as `pass`, each piece late by `seconds`
half-open   connections are accepted and kept; what comes is swallowed and nothing ever goes back
cut         as `pass` until so many bytes have come back from the server on a connection, then it is cut
throttle    as `pass`, at so many bytes a second in each direction
"""

import asyncio
import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

PIECE = 64 * 1024


class Mode(StrEnum):
    """How the proxy behaves."""

    PASS = "pass"  # noqa: S105 - it lets pass
    DROP = "drop"
    DELAY = "delay"
    HALF_OPEN = "half-open"
    CUT = "cut"
    THROTTLE = "throttle"


@dataclass(frozen=True)
class Behaviour:
    """A mode with its measure: `seconds` for delay, `bytes` for cut (in all) and throttle (a second)."""

    mode: Mode = Mode.PASS
    seconds: float = 0.0
    bytes: int = 0


class Proxy:
    """Listens on a port of its own and passes on to `port`; a context manager, running in a thread with a loop."""

    def __init__(self, port: int, *, host: str = "127.0.0.1") -> None:
        """Pass on to this port; nothing listens yet."""
        self._target = (host, port)
        self._behaviour = Behaviour()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.accepted = 0
        self.port = 0

    def be(self, mode: Mode | str, *, seconds: float = 0.0, bytes: int = 0) -> None:  # noqa: A002 - its unit
        """Behave so from now on; `drop` also cuts what is open."""
        self._behaviour = Behaviour(Mode(mode), seconds, bytes)
        if self._behaviour.mode is Mode.DROP:
            self.cut_all()

    def cut_all(self) -> None:
        """Cut every open connection, without a goodbye."""
        self._ask(self._cut_all())

    @property
    def open_connections(self) -> int:
        """How many sockets are open on the clients' side and the server's side together."""
        return len(self._open)

    def __enter__(self) -> Self:
        """Listen."""
        self._thread.start()
        self._server = self._ask(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Cut everything and stop."""
        if self._server is not None:
            self._loop.call_soon_threadsafe(self._server.close)
        self.cut_all()
        self._ask(self._end_tasks())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    def _ask(self, work: Any) -> Any:
        future: Future[Any] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result(timeout=10)

    async def _cut_all(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _end_tasks(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        if self._behaviour.mode is Mode.DROP:
            writer.transport.abort()
            return
        self._open.add(writer)
        try:
            await self._join(reader, writer)
        except OSError:
            writer.transport.abort()  # the server is not there: the client sees a connection that breaks
        finally:
            self._open.discard(writer)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._behaviour.mode is Mode.HALF_OPEN:
            # The server is asked only when the proxy passes again: until then it must not see a silent client.
            while self._behaviour.mode is Mode.HALF_OPEN:  # noqa: ASYNC110 - the mode is set by another thread
                await asyncio.sleep(0.05)
            writer.transport.abort()
            return
        back_reader, back_writer = await asyncio.open_connection(*self._target)
        self._open.add(back_writer)
        try:
            await asyncio.gather(
                self._pump(reader, back_writer, back=False), self._pump(back_reader, writer, back=True)
            )
        finally:
            self._open.discard(back_writer)
            back_writer.transport.abort()
            writer.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, back: bool) -> None:
        passed = 0
        with suppress(OSError, asyncio.IncompleteReadError):
            while piece := await reader.read(PIECE):
                behaviour = self._behaviour
                if behaviour.mode is Mode.HALF_OPEN:
                    continue
                if behaviour.mode is Mode.CUT and back and passed + len(piece) >= behaviour.bytes:
                    writer.write(piece[: max(behaviour.bytes - passed, 0)])
                    await writer.drain()
                    break
                await self._wait(behaviour, len(piece))
                writer.write(piece)
                await writer.drain()
                passed += len(piece)
        # One side is done: what the other still sends has nobody to read it.
        writer.transport.abort() if back and self._behaviour.mode is Mode.CUT else writer.close()

    @staticmethod
    async def _wait(behaviour: Behaviour, size: int) -> None:
        if behaviour.mode is Mode.DELAY:
            await asyncio.sleep(behaviour.seconds)
        elif behaviour.mode is Mode.THROTTLE and behaviour.bytes:
            await asyncio.sleep(size / behaviour.bytes)
