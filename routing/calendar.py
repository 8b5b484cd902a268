"""Business hours as arithmetic: pure, in any time zone, over night shifts, holidays and clock changes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# A calendar that does not open within a year never opens.
HORIZON_DAYS = 370
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Open from `opens` to `closes` local time; a closing that is not later lies on the next day."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Hours:
    """When people answer. `weekly`: spans by weekday (0 is Monday).

    `exceptions`: a date's spans instead (none: closed).
    """

    zone: ZoneInfo
    weekly: dict[int, tuple[Span, ...]] = field(default_factory=dict)
    exceptions: dict[date, tuple[Span, ...]] = field(default_factory=dict)
    always_open: bool = False


ALWAYS_OPEN = Hours(zone=ZoneInfo("UTC"), always_open=True)


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether people answer at this instant."""
    return hours.always_open or any(start <= at < end for start, end in _periods(hours, at, days=1))


def next_opening(hours: Hours, at: datetime) -> datetime | None:
    """Return the first open instant at or after `at`; None when there is none within a year."""
    if hours.always_open or is_open(hours, at):
        return at
    return next((start for start, _ in _periods(hours, at, days=HORIZON_DAYS) if start >= at), None)


def add_open_time(hours: Hours, start: datetime, length: timedelta) -> datetime | None:
    """Return the instant at which `length` of open time has passed since `start`.

    None when that is over a year away.
    """
    if hours.always_open:
        return start + length
    left = length
    for opening, closing in _periods(hours, start, days=HORIZON_DAYS):
        begin = max(opening, start)
        if begin >= closing:
            continue
        if closing - begin >= left:
            return begin + left
        left -= closing - begin
    return None


def open_periods(hours: Hours, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Return when people answer between two instants: in UTC, in order, without overlap."""
    if hours.always_open:
        return [(start, end)]
    days = max((end - start).days + 2, 1)
    cut = [(max(opening, start), min(closing, end)) for opening, closing in _periods(hours, start, days=days)]
    return [(opening, closing) for opening, closing in cut if opening < closing]


def _periods(hours: Hours, at: datetime, *, days: int) -> Iterator[tuple[datetime, datetime]]:
    """Yield open periods in UTC, in order, without overlap, from the day before `at`: a night shift may still run."""
    first = at.astimezone(hours.zone).date() - DAY
    last_end: datetime | None = None
    for offset in range(days + 2):
        day = first + offset * DAY
        for span in sorted(hours.exceptions.get(day, hours.weekly.get(day.weekday(), ())), key=lambda span: span.opens):
            start = _instant(hours, day, span.opens)
            end = _instant(hours, day if span.closes > span.opens else day + DAY, span.closes)
            start = max(start, last_end) if last_end else start
            if end > start:
                last_end = end
                yield start, end


def _instant(hours: Hours, day: date, at: time) -> datetime:
    # An hour that the clock skips is read after the change; one that it repeats, the first time (PEP 495, fold=0).
    return datetime.combine(day, at, tzinfo=hours.zone).astimezone(UTC)
