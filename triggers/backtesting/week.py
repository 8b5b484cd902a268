"""Counts of quarter hours, laid over the hours of a week in the reader's time zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

#: Every time zone's full hour is one of UTC's quarters.
QUARTER = 900
HOURS_A_WEEK = 7 * 24

Period = tuple[datetime, datetime]


class WeekHour(NamedTuple):
    """One hour of the week (`weekday` 0 is Monday): handoffs a week by the published rules and by the draft.

    `staffed`: the share of this hour in which people answered, from 0 to 1.
    """

    weekday: int
    hour: int
    published: float
    draft: float
    staffed: float

    @property
    def change(self) -> float:
        """More (or fewer) handoffs a week in this hour."""
        return self.draft - self.published


def quarter_of(at: datetime) -> int:
    """Return the number of a moment's quarter hour since 1970."""
    return int(at.timestamp()) // QUARTER


def week_of(
    counts: Mapping[int, tuple[int, int]], open_periods: Iterable[Period], *, watched: Period, weeks: int, zone: tzinfo
) -> list[WeekHour]:
    """Return the 168 hours of a week.

    `counts`: handoffs of both sides by quarter hour; `open_periods`: when people answered during `watched`, in order
    and without overlap; `weeks`: over how many weeks was counted.
    """
    published, draft = [0] * HOURS_A_WEEK, [0] * HOURS_A_WEEK
    for quarter, (before, after) in counts.items():
        hour = _hour_of_week(quarter, zone)
        published[hour] += before
        draft[hour] += after
    staffed = _staffed(open_periods, watched, zone)
    return [
        WeekHour(hour // 24, hour % 24, published[hour] / weeks, draft[hour] / weeks, staffed[hour])
        for hour in range(HOURS_A_WEEK)
    ]


def _staffed(open_periods: Iterable[Period], watched: Period, zone: tzinfo) -> Sequence[float]:
    opened = {
        quarter for start, end in open_periods for quarter in range(quarter_of(start), quarter_of(end + _LAST) + 1)
    }
    seen, staffed = [0] * HOURS_A_WEEK, [0] * HOURS_A_WEEK
    for quarter in range(quarter_of(watched[0]), quarter_of(watched[1])):
        hour = _hour_of_week(quarter, zone)
        seen[hour] += 1
        staffed[hour] += quarter in opened
    return [there / all_ if all_ else 0.0 for there, all_ in zip(staffed, seen, strict=True)]


# An end belongs to the quarter before it.
_LAST = timedelta(seconds=-1)


def _hour_of_week(quarter: int, zone: tzinfo) -> int:
    at = datetime.fromtimestamp(quarter * QUARTER, UTC).astimezone(zone)
    return at.weekday() * 24 + at.hour
