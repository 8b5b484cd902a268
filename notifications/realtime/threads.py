"""A fixed set of threads, each with its own lasting database connection."""

import asyncio
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import close_old_connections, connections

P = ParamSpec("P")
R = TypeVar("R")

SOCKET_THREADS = 4


class Threads:
    """Runs blocking functions off the event loop.

    Django opens one connection for each thread; with a fixed number of threads there is a fixed number of connections,
    which stay open (asgiref's executors start and drop threads, and each dropped thread leaks its connection).
    """

    def __init__(self, size: int, name: str) -> None:
        """Start no thread before the first call."""
        self.size = size
        self.name = name
        self._lock = threading.Lock()
        self._executor: ThreadPoolExecutor | None = None

    async def run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what the function returns, called in one of the threads with the caller's context."""
        call = partial(contextvars.copy_context().run, partial(function, *args, **kwargs))
        return await asyncio.get_running_loop().run_in_executor(self._started(), call)

    async def query(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for a function that uses the database: a connection that the server dropped is replaced."""
        return await self.run(partial(_with_fresh_connections, partial(function, *args, **kwargs)))

    def stop(self) -> None:
        """Close the connection of every thread and end the threads; a later call starts new ones."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is None:
            return
        # The barrier gives each thread exactly one of the calls.
        everyone = threading.Barrier(self.size)
        for _ in range(self.size):
            executor.submit(_close_connections, everyone)
        executor.shutdown(wait=True)

    def _started(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._executor is None:
                self._executor = ThreadPoolExecutor(self.size, thread_name_prefix=self.name)
            return self._executor


def _with_fresh_connections(call: Callable[[], R]) -> R:
    close_old_connections()
    try:
        return call()
    finally:
        close_old_connections()


def _close_connections(everyone: threading.Barrier) -> None:
    try:
        everyone.wait(timeout=10)
    except threading.BrokenBarrierError:
        # A thread is still busy: the others close theirs, its own ends with the process.
        return
    finally:
        connections.close_all()


socket_threads = Threads(SOCKET_THREADS, "sockets")
