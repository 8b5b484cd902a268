"""Counts and rates of a binary answer."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Confusion:
    """True and false, positive and negative."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    @property
    def precision(self) -> float:
        """Share of the fired that should have; 1 when nothing fired."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        """Share of the positives that fired; 1 without positives."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both and self.tp else 0.0

    @property
    def false_alarms(self) -> float:
        """Share of the negatives that fired."""
        return self.fp / (self.fp + self.tn) if self.fp + self.tn else 0.0


def count(pairs: Iterable[tuple[int, bool]]) -> Confusion:
    """Count (label, fired); labels below 0 are disputed and left out."""
    tally = {(1, True): 0, (0, True): 0, (1, False): 0, (0, False): 0}
    for label, fired in pairs:
        if label >= 0:
            tally[label, fired] += 1
    return Confusion(tally[1, True], tally[0, True], tally[1, False], tally[0, False])


def area_under_curve(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """The chance that a positive scores higher than a negative; ties count half."""
    if not positives or not negatives:
        return 0.0
    ordered = sorted(negatives)
    wins = sum((bisect_left(ordered, score) + bisect_right(ordered, score)) / 2 for score in positives)
    return wins / (len(positives) * len(negatives))
