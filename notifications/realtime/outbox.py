"""What one socket still has to be told."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

# A browser this far behind is faster served by a reconnect and a refetch.
MAX_TEXTS = 1_000
MAX_CHARACTERS = 1_000_000


class Outbox:
    """Writes texts to one socket in order, without making anybody else wait for a slow client."""

    def __init__(self, write: Callable[[str], Awaitable[None]], on_overflow: Callable[[], None]) -> None:
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
        if self._waiting and not self._held and not self._stopped and self._writer is None:
            self._writer = asyncio.get_running_loop().create_task(self._drain())

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
