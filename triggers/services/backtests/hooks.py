"""What a back-test wants to know of the floors above: they offer it when they are loaded."""

from collections.abc import Callable
from datetime import datetime

from triggers.backtesting.week import Period

# Takes the beginning and the end of the time that is asked about.
OpenPeriods = Callable[[datetime, datetime], list[Period]]
_open_periods: list[OpenPeriods] = []


def offer_open_periods(source: OpenPeriods) -> None:
    """Let a higher floor say when people answer; periods in order, without overlap (called once, when it is loaded)."""
    _open_periods.append(source)


def open_periods_between(start: datetime, end: datetime) -> list[Period] | None:
    """Return when people answered in this time; None when no floor knows of hours."""
    if not _open_periods:
        return None
    return [period for source in _open_periods for period in source(start, end)]
