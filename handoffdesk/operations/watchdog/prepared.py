"""Queries whose text is made once: the watchdog asks the same ones every few seconds, and making them cost it most.

A check is written with the ORM and a time. Here it is written once with a `AskingTime` in the time's place; each asking
puts the time in. The ORM's own query is the same (`tests/operations/test_watchdog.py` asks both ways).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import DateTimeField, Expression, Model, QuerySet

# A check takes a time, or the moment in its place.
Check = Callable[[Any], "QuerySet[Any]"]


class AskingTime(Expression):
    """The time of the asking, or so long before it; filled in when the query is sent."""

    def __init__(self, age: timedelta = timedelta()) -> None:
        """Stand for the time that is so long before the asking."""
        super().__init__(output_field=DateTimeField())
        self.age = age

    def __sub__(self, other: Any) -> Any:
        """Return an earlier moment."""
        if not isinstance(other, timedelta):
            return NotImplemented
        return AskingTime(self.age + other)

    def as_sql(self, *_: Any, **__: Any) -> Any:
        """Leave a place for the value, and say here which."""
        return "%s", [_TimeLeft(self.age)]


@dataclass(frozen=True, slots=True)
class _TimeLeft:
    age: timedelta


@dataclass(frozen=True, slots=True)
class ReadyQuery:
    """A statement with places for the time."""

    text: str
    values: tuple[Any, ...]

    def ask(self, now: datetime) -> list[Any]:
        """Return the first column of what is found."""
        adapt = connection.ops.adapt_datetimefield_value
        values = [adapt(now - one.age) if isinstance(one, _TimeLeft) else one for one in self.values]
        with connection.cursor() as cursor:
            cursor.execute(self.text, values)
            return [found for (found,) in cursor.fetchall()]


def find_keys(check: Check, now: datetime, *, limit: int) -> list[Any]:
    """Return the keys of the first rows that a check finds, in its order."""
    key = _model(check)._meta.pk
    return [key.to_python(found) for found in _prepared(check, limit, _limits()).ask(now)]


def count_rows(check: Check, now: datetime, *, limit: int) -> int:
    """Return how many rows a check finds, at most so many."""
    found = _prepared(check, limit, _limits())
    text = f"SELECT COUNT(*) FROM ({found.text}) found"  # noqa: S608 - the ORM's own text
    return int(ReadyQuery(text, found.values).ask(now)[0])


def _limits() -> tuple[int, ...]:
    """Return what the checks read in the settings: another value is another query."""
    return settings.WATCHDOG_UNANSWERED_SECONDS, settings.WATCHDOG_BACKLOG_SECONDS


@lru_cache(maxsize=64)
def _prepared(check: Check, limit: int, _limits: tuple[int, ...]) -> ReadyQuery:
    text, values = check(AskingTime()).values_list("pk")[:limit].query.sql_with_params()
    return ReadyQuery(text, tuple(values))


@lru_cache(maxsize=64)
def _model(check: Check) -> type[Model]:
    return check(AskingTime()).model
