"""The services' clock: the present, or a past moment while history is being written."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return the time that services write: an aware datetime in UTC."""
    return _moment.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let services in this context write another moment (imports and the demo's history)."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
