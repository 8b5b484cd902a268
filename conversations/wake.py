"""Wake-ups: a job's name and ids, sent after the commit. A lost wake-up loses nothing; a sweep finds the row."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# While the broker is down, do not let each request wait for its refusal again.
PAUSE_SECONDS = 3.0
_paused_until = 0.0
_silenced: ContextVar[bool] = ContextVar("silenced", default=False)


def wake(job: str, **ids: str | int) -> None:
    """Ask a worker to run `job` with these ids once the current transaction has committed (at once outside one).

    Never raises for the broker: an unreachable one costs a log line and the sweep's interval.
    """
    if not _silenced.get():
        transaction.on_commit(partial(_send, job, ids))


@contextmanager
def silenced() -> Iterator[None]:
    """Send no wake-ups in this context: imported history needs nobody to act on it."""
    token = _silenced.set(True)
    try:
        yield
    finally:
        _silenced.reset(token)


def _send(job: str, ids: dict[str, str | int]) -> None:
    global _paused_until  # noqa: PLW0603 - one small breaker for the whole process
    if time.monotonic() < _paused_until:
        return
    try:
        current_app.send_task(job, kwargs=ids)
    except (OperationalError, OSError) as error:
        _paused_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("wake-up dropped", extra={"job": job, "error": type(error).__name__})
