"""A share with what the number of cases allows to say of it."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

#: The normal quantile of 95 %.
_Z = 1.959964


class Share(NamedTuple):
    """`hits` of `cases`, with the 95 % interval of the share behind them, each from 0 to 1."""

    hits: int
    cases: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        """The share itself; None without cases."""
        return self.hits / self.cases if self.cases else None


def wilson(hits: int, cases: int) -> Share:
    """Return the share with its Wilson score interval (E. B. Wilson, 1927); nothing is known without cases."""
    if not cases:
        return Share(0, 0, 0.0, 1.0)
    share, square = hits / cases, _Z * _Z
    middle = share + square / (2 * cases)
    spread = _Z * sqrt(share * (1 - share) / cases + square / (4 * cases * cases))
    whole = 1 + square / cases
    low, high = (middle - spread) / whole, (middle + spread) / whole
    return Share(hits, cases, 0.0 if hits == 0 else low, 1.0 if hits == cases else high)
