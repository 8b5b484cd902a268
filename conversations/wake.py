"""Wake-ups: a job's name and ids, sent after the commit. A lost wake-up loses nothing; a sweep finds the row."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, partial
from typing import TYPE_CHECKING

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from structlog.contextvars import get_contextvars

from conversations import failpoints, wake_message

if TYPE_CHECKING:
    from prometheus_client import Counter

logger = logging.getLogger(__name__)
# Two threads that count their first drop at once would register the counter twice, which is an error.
_counting = threading.Lock()

# While the broker is down, do not let each request wait for its refusal again.
PAUSE_SECONDS = 3.0
_paused_until = 0.0
_silenced: ContextVar[bool] = ContextVar("silenced", default=False)
Taker = Callable[[str, dict[str, str | int]], None]
_taker: ContextVar[Taker | None] = ContextVar("taker", default=None)


def wake(job: str, **ids: str | int) -> None:
    """Ask a worker to run `job` with these ids once the current transaction has committed (at once outside one).

    Never raises for the broker: an unreachable one costs a log line and the sweep's interval.
    """
    if not _silenced.get():
        transaction.on_commit(partial(_taker.get() or _send, job, ids))


@contextmanager
def silenced() -> Iterator[None]:
    """Send no wake-ups in this context: imported history needs nobody to act on it."""
    token = _silenced.set(True)
    try:
        yield
    finally:
        _silenced.reset(token)


@contextmanager
def redirected(taker: Taker) -> Iterator[None]:
    """Hand the wake-ups of this context to `taker` and none to the broker: who stands in for the workers needs none."""
    token = _taker.set(taker)
    try:
        yield
    finally:
        _taker.reset(token)


def _send(job: str, ids: dict[str, str | int]) -> None:
    global _paused_until  # noqa: PLW0603 - one small breaker for the whole process
    failpoints.reach("wake.committed")
    now = time.monotonic()
    if now < _paused_until:
        return
    if _paused_until:
        # After a failure one tries, and the others do not wait with it.
        _paused_until = now + PAUSE_SECONDS
    try:
        wake_message.put(current_app, job, ids, _origin())
    except (OperationalError, OSError) as error:
        _paused_until = time.monotonic() + PAUSE_SECONDS
        with _counting:
            dropped_wakeups().labels(job).inc()
        logger.warning("wake-up dropped", extra={"job": job, "error": type(error).__name__})
    else:
        _paused_until = 0.0


def _origin() -> dict[str, str]:
    """Return the id of the request that wakes, for the job's log lines."""
    request_id = get_contextvars().get("request_id")
    return {"request_id": request_id} if request_id else {}


@cache
def dropped_wakeups() -> "Counter":
    """Return the count of wake-ups that the broker did not take, by job."""
    from prometheus_client import Counter  # lazy: it takes 0.1 s, and most processes never drop one

    name = "handoffdesk_wakeups_dropped_total"
    return Counter(name, "Wake-ups that the broker did not take.", ("job",))
