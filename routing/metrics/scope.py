"""What a figure is asked for: a week, the filters, and who reads it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from accounts.models import User
from routing.metrics.week import Week


class Dimension(StrEnum):
    """By what rows are filtered and grouped. A cohort says which of them its rows have."""

    TEAM = "team"
    CHANNEL = "channel"
    LANGUAGE = "language"
    CATEGORY = "category"
    SCENARIO = "scenario"
    PHRASE = "phrase"
    LEAD_CLASS = "lead_class"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Scope:
    """A week, who reads, what time it is, and the filters as pairs of dimension and value.

    `elsewhere`: the week is of another time zone than the desk's.
    """

    week: Week
    reader: User
    now: datetime
    filters: tuple[tuple[Dimension, Any], ...] = ()
    elsewhere: bool = False

    def shifted(self, weeks: int) -> "Scope":
        """Return the same of another week."""
        return replace(self, week=self.week.shifted(weeks))

    def narrowed(self, dimension: Dimension, value: Any) -> "Scope":
        """Return the same with one filter more, in place of one that it may have of that kind."""
        kept = tuple(pair for pair in self.filters if pair[0] != dimension)
        return replace(self, filters=(*kept, (dimension, value)))
