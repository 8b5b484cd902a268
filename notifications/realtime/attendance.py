"""Signs of life of the agents' browsers, gathered in each process and written to the database together.

Every frame of an agent's socket is one. A page in the background sends few by itself, so its socket asks.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Collection

from django.db import Error

from notifications.realtime.threads import socket_threads
from routing.services.availability import WRITE_AFTER, note_heard

logger = logging.getLogger(__name__)

#: Signs that come within this time are written together.
GATHER_SECONDS = 0.5


class SignsOfLife:
    """Knows of whom a sign was written lately, so that most signs cost nothing."""

    def __init__(self) -> None:
        """Start with nobody heard."""
        self._written: dict[int, tuple[float, float]] = {}
        self._lock = threading.Lock()
        self._waiting: set[int] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writing: set[asyncio.Task[None]] = set()

    def hear(self, user_id: int) -> None:
        """Note a sign of a socket. Called in the event loop's thread; it returns at once."""
        if not self._is_due(user_id):
            return
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._waiting = loop, set()
        if not self._waiting:
            loop.call_later(GATHER_SECONDS, self._start, loop)
        self._waiting.add(user_id)

    def hear_request(self, user_id: int) -> None:
        """Note a sign of a page that polls, in the request's own thread."""
        if self._is_due(user_id):
            note_heard([user_id])

    @property
    def is_writing(self) -> bool:
        """Whether signs of sockets are gathered or being written."""
        return bool(self._waiting or self._writing)

    def forget(self, user_ids: Collection[int]) -> None:
        """Let the next sign of these people be written."""
        with self._lock:
            for user_id in user_ids:
                self._written.pop(user_id, None)

    def reset(self) -> None:
        """Forget everybody, and what a loop that has ended had gathered."""
        with self._lock:
            self._written.clear()
        self._waiting, self._writing, self._loop = set(), set(), None

    def _is_due(self, user_id: int) -> bool:
        """Whether the last write is old, by either clock: the wall clock jumps when a machine has slept."""
        now = (time.monotonic(), time.time())
        with self._lock:
            last = self._written.get(user_id)
            if last and all(0 <= new - old < WRITE_AFTER.total_seconds() for new, old in zip(now, last, strict=True)):
                return False
            self._written[user_id] = now
        return True

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        people, self._waiting = self._waiting, set()
        task = loop.create_task(self._write(people))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _write(self, people: set[int]) -> None:
        try:
            await socket_threads.query(note_heard, people)
        except Error:
            logger.warning("Signs of life could not be written.", extra={"people": len(people)})
            self.forget(people)


attendance = SignsOfLife()
