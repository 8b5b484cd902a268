"""What a back-test wants to know of the floors above: they offer it when they are loaded."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from triggers.backtesting.week import Period


class Review(NamedTuple):
    """What a person said of a handoff, as a word on the message: should a person have been called?"""

    message_id: UUID
    should_call: bool


# Both take the beginning and the end of the time that is asked about.
Reviews = Callable[[datetime, datetime], Iterable[Review]]
OpenPeriods = Callable[[datetime, datetime], list[Period]]
_reviews: list[Reviews] = []
_open_periods: list[OpenPeriods] = []


def offer_reviews(source: Reviews) -> None:
    """Let a higher floor say what people thought of its handoffs (called once, when it is loaded)."""
    _reviews.append(source)


def offer_open_periods(source: OpenPeriods) -> None:
    """Let a higher floor say when people answer; periods in order, without overlap (called once, when it is loaded)."""
    _open_periods.append(source)


def reviews_between(start: datetime, end: datetime) -> list[Review]:
    """Return what people said of the handoffs of this time."""
    return [review for source in _reviews for review in source(start, end)]


def open_periods_between(start: datetime, end: datetime) -> list[Period] | None:
    """Return when people answered in this time; None when no floor knows of hours."""
    if not _open_periods:
        return None
    return [period for source in _open_periods for period in source(start, end)]
