"""The time that one whole turn may take, shared by all its requests, repeats and waits."""

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """Ends at a moment of the monotonic clock."""

    ends_at: float

    @classmethod
    def of(cls, seconds: float) -> "Budget":
        """Return a budget that starts now."""
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Return the seconds that are left, never fewer than none."""
        return max(self.ends_at - time.monotonic(), 0.0)

    def allows(self, seconds: float) -> bool:
        """Return whether at least so many seconds are left."""
        return self.left >= seconds
