"""The watchdog as stand-in: runs the sweeps and the jobs that they wake itself, without the broker, in a few threads.

Everything that a job does is claimed in the database, so it does no harm when a worker does the same.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from celery import current_app
from django.conf import settings
from django.db import connection
from structlog.contextvars import bind_contextvars, clear_contextvars

from conversations.failures import describe
from conversations.services.delivery import sweep_outbox
from conversations.wake import redirected
from notifications.services.relay import sweep_events
from routing.services.clocks import sweep_deadlines
from routing.services.intake import sweep_inbound
from routing.services.turns.plan import sweep_turns

logger = logging.getLogger(__name__)

SWEEPS: tuple[Callable[[], int], ...] = (sweep_inbound, sweep_deadlines, sweep_outbox, sweep_events, sweep_turns)
# Threads by queue, so that slow AI holds up no acknowledgement here either.
THREADS = {"sweeps": 2, "outbound": 4, "relay": 2, "ai": 4}
# Beyond this many jobs a queue takes no more: the next round finds the rest.
LONGEST_QUEUE = 200


class StandIn:
    """Threads that do the workers' work while `step_in` is called; idle otherwise."""

    def __init__(self) -> None:
        """Start no thread before there is work."""
        self._pools = {
            queue: ThreadPoolExecutor(count, thread_name_prefix=f"standin-{queue}") for queue, count in THREADS.items()
        }
        self._lock = threading.Lock()
        current_app.loader.import_default_modules()  # the jobs
        # What each queue has taken and not finished; the same is not taken twice.
        self._taken: dict[str, set[str]] = {queue: set() for queue in THREADS}

    def step_in(self) -> None:
        """Start one round of all sweeps that are not still running."""
        for sweep in SWEEPS:
            self._submit("sweeps", sweep.__name__, sweep)

    def take(self, job: str, ids: dict[str, str | int]) -> None:
        """Run a job that a sweep or another job wakes, as a worker would."""
        queue = settings.CELERY_TASK_ROUTES.get(job, {}).get("queue", settings.CELERY_TASK_DEFAULT_QUEUE)
        self._submit(queue, f"{job} {ids}", lambda: current_app.tasks[job](**ids))

    def close(self) -> None:
        """Finish what runs, drop what waits."""
        for pool in self._pools.values():
            pool.shutdown(cancel_futures=True)

    def _submit(self, queue: str, key: str, call: Callable[[], object]) -> None:
        with self._lock:
            taken = self._taken[queue]
            if key in taken or len(taken) >= LONGEST_QUEUE:
                return
            taken.add(key)
        try:
            self._pools[queue].submit(self._run, queue, key, call)
        except RuntimeError:  # closed meanwhile: the rows stay for the next one
            self._forget(queue, key)

    def _run(self, queue: str, key: str, call: Callable[[], object]) -> None:
        clear_contextvars()
        bind_contextvars(job=f"watchdog {key.split(maxsplit=1)[0]}")
        try:
            with redirected(self.take):
                call()
        except Exception as error:  # noqa: BLE001 - noted without its text; the next round tries again
            logger.error("the stand-in failed", extra=describe(error))  # noqa: TRY400 - no text
        finally:
            connection.close()  # the threads are idle for months: they keep none
            self._forget(queue, key)

    def _forget(self, queue: str, key: str) -> None:
        with self._lock:
            self._taken[queue].discard(key)
