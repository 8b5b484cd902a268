"""What a metric is: its words, its rows, and how a value is made of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

from routing.metrics.cohort import Cohort, Rows
from routing.metrics.scope import Scope


class Kind(StrEnum):
    """How the value is made of the rows."""

    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"
    TOTAL = "total"
    TIME = "time"


class ValueUnit(StrEnum):
    """In what a value is counted; a share is a number from 0 to 1."""

    ROWS = "rows"
    SHARE = "share"
    SECONDS = "seconds"
    TOKENS = "tokens"
    EACH = "each"
    DEGREE = "degree"


class Good(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    WITHIN = "within"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class TargetRange:
    """From where to where a value is as it should be, ends included; None is open."""

    low: float | None = None
    high: float | None = None

    def met(self, value: float) -> bool:
        """Whether a value is as it should be."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class Clock:
    """From which column to which it runs; `open_only`: while the team's calendar is open."""

    start: str
    end: str
    open_only: bool = False


@dataclass(frozen=True)
class WeekMetric:
    """One number with one definition.

    `of`: which rows of the cohort count (the denominator). `hit`: which of those make the share (the numerator).
    `amount`: the column or fact that is added up or averaged. `needs`: the facts that `of` and `hit` read.
    `minimum`: with fewer rows the value is said to be of a small sample. `section`: the cards beside which it stands.
    """

    name: str
    title: Promise
    sentence: Promise
    section: str
    cohort: Cohort
    kind: Kind
    unit: ValueUnit = ValueUnit.SHARE
    of: Q = field(default_factory=Q)
    hit: Q | None = None
    amount: str = ""
    clock: Clock | None = None
    needs: tuple[str, ...] = ()
    good: Good = Good.NEITHER
    target: TargetRange | None = None
    minimum: int = 20

    def rows(self, scope: Scope, *, hits: bool = False) -> Rows:
        """Return the rows that the value counts (the denominator), or with `hits` those of the numerator alone."""
        rows = self.cohort.rows(scope, self.needs).filter(self._counted)
        return rows.filter(self.hit) if hits and self.hit is not None else rows

    def stretches(self, rows: Rows, *columns: str) -> Iterable[tuple[Any, ...]]:
        """Return these columns of the rows whose clock has run, followed by its start and end."""
        if self.clock is None:
            return ()
        return rows.filter(self._counted).values_list(*columns, self.clock.start, self.clock.end)

    @property
    def _counted(self) -> Q:
        return self.of & Q(**{f"{self.clock.end}__isnull": False}) if self.clock else self.of
