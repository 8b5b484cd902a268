"""How much of a difference is chance: pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt

#: 95 % of a normal distribution lie within so many standard deviations.
Z = 1.959964


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true figure lies, in 95 of 100 cases."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies in it."""
        return self.low <= value <= self.high


def wilson(hits: int, count: int) -> Interval | None:
    """Return Wilson's score interval of a share (E. B. Wilson, JASA 22, 1927); None of nothing."""
    if count <= 0:
        return None
    share, spread = hits / count, Z * Z / count
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return Interval(max(middle - half, 0.0), min(middle + half, 1.0))


def of_mean(total: float, squares: float, count: int) -> Interval | None:
    """Return the interval of a mean from the sum and the sum of squares; None of fewer than two."""
    if count < 2:
        return None
    mean = total / count
    half = Z * sqrt(max(squares / count - mean * mean, 0.0) / (count - 1))
    return Interval(mean - half, mean + half)


def of_median(ordered: Sequence[float]) -> Interval | None:
    """Return the interval of a median by the ranks of a binomial distribution; None of fewer than six."""
    count = len(ordered)
    if count < 6:
        return None
    half = Z * sqrt(count) / 2
    low, high = max(floor(count / 2 - half), 0), min(ceil(count / 2 + half), count - 1)
    return Interval(ordered[low], ordered[high])


def shares_differ(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two shares (hits, count) differ by more than chance: the test of two proportions at 95 %."""
    (hits, count), (hits_before, count_before) = one, other
    if not count or not count_before:
        return False
    pooled = (hits + hits_before) / (count + count_before)
    spread = sqrt(pooled * (1 - pooled) * (1 / count + 1 / count_before))
    return spread > 0 and abs(hits / count - hits_before / count_before) > Z * spread


def counts_differ(count: float, before: Sequence[float]) -> bool:
    """Whether a count differs from the mean of earlier ones by more than chance (Poisson)."""
    if not before:
        return False
    mean = sum(before) / len(before)
    return abs(count - mean) > Z * sqrt(max(mean, 1.0) * (1 + 1 / len(before)))


def percentile(ordered: Sequence[float], part: float) -> float:
    """Return the value below which `part` of an ordered, not empty sequence lies, between two ranks by their weight."""
    place = part * (len(ordered) - 1)
    low = floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
