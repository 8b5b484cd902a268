"""Whose turn it is to write: one writer at a time, and what somebody waits for goes first."""

import threading
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import IntEnum


class Rank(IntEnum):
    """Who is served first."""

    OUTBOUND = 0  # what goes to a customer: an acknowledgement overtakes the bulk of what comes in
    REQUEST = 1  # a provider, a browser or a model's answer waits
    BACKGROUND = 2  # the relay and the sweeps


# Who was passed over so often is served one rank higher: nobody waits for ever.
PATIENCE = 4

# The rank of what the current thread does.
current_rank: ContextVar[Rank] = ContextVar("writer_rank", default=Rank.REQUEST)


@dataclass(slots=True, eq=False)
class _Writer:
    rank: Rank
    passed_over: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def place(self) -> int:
        return self.rank - self.passed_over // PATIENCE


class WriterLock:
    """A lock that is handed on: to the best rank, and within a rank to who has waited longest."""

    def __init__(self) -> None:
        """Start free."""
        self._mutex = threading.Lock()
        self._is_held = False
        self._waiting: list[_Writer] = []

    def locked(self) -> bool:
        """Return whether somebody has it."""
        return self._is_held

    def acquire(self, timeout: float) -> bool:
        """Return whether this thread has it now, waiting up to so many seconds."""
        with self._mutex:
            if not self._is_held:
                self._is_held = True
                return True
            me = _Writer(current_rank.get())
            me.turn.acquire()
            self._waiting.append(me)
        if me.turn.acquire(timeout=timeout):
            return True
        with self._mutex:
            if me not in self._waiting:
                return True  # handed over at the last instant
            self._waiting.remove(me)
            return False

    def release(self) -> None:
        """Hand it to the next one, if anybody waits."""
        with self._mutex:
            if not self._waiting:
                self._is_held = False
                return
            chosen = min(self._waiting, key=lambda writer: writer.place)
            self._waiting.remove(chosen)
            for writer in self._waiting:
                writer.passed_over += 1
            chosen.turn.release()
