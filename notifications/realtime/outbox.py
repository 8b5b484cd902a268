"""What one socket still has to be told."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from types import coroutine
from typing import Any

logger = logging.getLogger(__name__)

# A browser this far behind is faster served by a reconnect and a refetch.
MAX_TEXTS = 1_000
MAX_CHARACTERS = 1_000_000


class Outbox:
    """Writes texts to one socket in order, without making anybody else wait for a slow client."""

    def __init__(self, write: Callable[[str], Coroutine[Any, Any, None]], on_overflow: Callable[[], None]) -> None:
        """Write with `write`; call `on_overflow` once when the client is too far behind."""
        self._write = write
        self._on_overflow = on_overflow
        self._waiting: deque[str] = deque()
        self._characters = 0
        self._writer: asyncio.Task[None] | None = None
        self._held = False
        self._stopped = False

    def offer(self, text: str) -> None:
        """Write the text as soon as the client takes it. Must be called in the event loop's thread."""
        if self._stopped:
            return
        self._waiting.append(text)
        self._characters += len(text)
        if len(self._waiting) > MAX_TEXTS or self._characters > MAX_CHARACTERS:
            self.stop()
            self._on_overflow()
        else:
            self._start()

    def hold(self) -> None:
        """Collect from now on, and write nothing until `release`."""
        self._held = True

    def release(self) -> None:
        """Write what was collected, and go on."""
        self._held = False
        self._start()

    def stop(self) -> None:
        """Forget what is left and write nothing more."""
        self._stopped = True
        self._waiting.clear()
        self._characters = 0
        if self._writer is not None and self._writer is not asyncio.current_task():
            self._writer.cancel()

    def _start(self) -> None:
        """Write at once what the client takes at once; only a client that must be waited for gets a task.

        A task for each socket and event would cost more than the sending, and the garbage collector would walk
        thousands of them in the middle of an event's way.
        """
        if not self._waiting or self._held or self._stopped or self._writer is not None:
            return
        drain = self._drain()
        try:
            awaited = drain.send(None)
        except StopIteration:
            return
        self._writer = asyncio.get_running_loop().create_task(_go_on(drain, awaited))

    async def _drain(self) -> None:
        try:
            while self._waiting and not self._held:
                text = self._waiting.popleft()
                self._characters -= len(text)
                await self._write(text)
        except (OSError, RuntimeError) as error:
            # uvicorn and autobahn raise these when the client has gone; the disconnect event follows.
            logger.debug("A socket closed while it was written to: %s", type(error).__name__)
            self.stop()
        finally:
            self._writer = None


@coroutine
def _go_on(begun: Coroutine[Any, Any, None], awaited: Any) -> Generator[Any, Any, None]:
    """Finish a coroutine that waits for `awaited` already: what an eager task does, which Python has from 3.12 on."""
    while True:
        step: Callable[[], Any]
        try:
            step = partial(begun.send, (yield awaited))
        except BaseException as error:  # noqa: BLE001 - also the cancellation: it belongs to the coroutine
            step = partial(begun.throw, error)
        try:
            awaited = step()
        except StopIteration:
            return
