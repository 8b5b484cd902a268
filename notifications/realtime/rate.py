"""How fast one client may speak."""

from collections.abc import Callable
from time import monotonic


class TokenBucket:
    """Lets `burst` frames through at once and `per_second` after that."""

    def __init__(self, *, burst: int, per_second: float, clock: Callable[[], float] = monotonic) -> None:
        """Start full."""
        self._burst = float(burst)
        self._per_second = per_second
        self._clock = clock
        self._tokens = float(burst)
        self._filled_at = clock()

    def take(self) -> bool:
        """Return whether one more frame may pass now."""
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._per_second)
        self._filled_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
