"""A circuit breaker for each server of a kind, in this process: who does not answer is not asked for a while.

Closed: everybody may ask. After `FAILURES` failed requests in a row it is open: nobody asks for `PAUSE_SECONDS`, and
nobody waits for the time-out (an AI turn goes to a person at once). Then one request may try (half-open): when it
succeeds the breaker closes, when it fails the pause begins anew.

Each process learns for itself: a shared state would depend on one more service.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

logger = logging.getLogger(__name__)

FAILURES = 5
PAUSE_SECONDS = 30.0
State = Literal["closed", "open", "half-open"]


@dataclass(frozen=True, slots=True)
class ServerStanding:
    """What is known of one server: failed requests in a row, and whether it may be asked."""

    state: State
    failures: int


@dataclass(slots=True)
class _Line:
    failures: int = 0
    opened_at: float | None = None
    is_tried: bool = False


class Breaker:
    """The breakers of all servers of a kind, by base URL. Safe to use from many threads."""

    def __init__(self, kind: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Know of no failure yet. `kind` begins the name of its lines in the log; `clock` in seconds."""
        self._event = f"{kind}.breaker"
        self._clock = clock
        self._lines: dict[str, _Line] = {}
        self._lock = threading.Lock()

    def admits(self, base_url: str) -> bool:
        """Return whether the server may be asked now; who gets True must report with `note`."""
        with self._lock:
            line = self._lines.get(base_url)
            if line is None or line.opened_at is None:
                return True
            if line.is_tried or self._clock() - line.opened_at < PAUSE_SECONDS:
                return False
            line.is_tried = True
        logger.info(self._event, extra={"base_url": base_url, "state": "half-open"})
        return True

    def note(self, base_url: str, *, is_answered: bool) -> None:
        """Note how a request ended."""
        if is_answered:
            self._close(base_url)
        else:
            self._count(base_url)

    def standing(self, base_url: str) -> ServerStanding:
        """Return what is known of one server."""
        with self._lock:
            line = self._lines.get(base_url, _Line())
            state: State = "closed" if line.opened_at is None else "half-open" if line.is_tried else "open"
            return ServerStanding(state, line.failures)

    def standings(self) -> dict[str, ServerStanding]:
        """Return every server that failed lately, for metrics."""
        return {base_url: self.standing(base_url) for base_url in list(self._lines)}

    def forget(self) -> None:
        """Know of no failure any more, as a process that has just started."""
        with self._lock:
            self._lines.clear()

    def _close(self, base_url: str) -> None:
        with self._lock:
            line = self._lines.pop(base_url, None)
        if line and line.opened_at is not None:
            logger.warning(self._event, extra={"base_url": base_url, "state": "closed"})

    def _count(self, base_url: str) -> None:
        with self._lock:
            line = self._lines.setdefault(base_url, _Line())
            line.failures += 1
            opens = line.is_tried or (line.opened_at is None and line.failures >= FAILURES)
            if opens:
                line.opened_at, line.is_tried = self._clock(), False
        if opens:
            extra = {"base_url": base_url, "state": "open", "failures": line.failures, "seconds": PAUSE_SECONDS}
            logger.error(self._event, extra=extra)
