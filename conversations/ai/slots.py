"""How many turns may wait for one model server at once, in this process.

A server that hangs holds its callers until their time is over. Without a bound it would soon hold every thread of the
`ai` queue, and customers whose AI works would wait for it too.
"""

import threading
from collections import Counter


class Slots:
    """Places at each server, by base URL. Safe to use from many threads."""

    def __init__(self, most: int) -> None:
        """Have so many places at each server."""
        self._most = most
        self._taken: Counter[str] = Counter()
        self._refused: set[str] = set()
        self._lock = threading.Lock()

    def take(self, base_url: str) -> bool:
        """Take a place; return False when there is none. The built-in answerer (empty URL) needs none."""
        if not base_url:
            return True
        with self._lock:
            if self._taken[base_url] >= self._most:
                self._refused.add(base_url)
                return False
            self._taken[base_url] += 1
            return True

    def give_back(self, base_url: str) -> bool:
        """Give a place back; return whether anybody was refused one since the last was given back."""
        if not base_url:
            return False
        with self._lock:
            self._taken[base_url] -= 1
            was_refused = base_url in self._refused
            self._refused.discard(base_url)
            return was_refused
