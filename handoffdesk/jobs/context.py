"""What surrounds every job: its ids on each log line, one line when it fails, and the time that sweeps take."""

import logging
import threading
import time
from dataclasses import dataclass, replace
from typing import Any

from celery import signals
from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone
from structlog.contextvars import bind_contextvars, clear_contextvars

from conversations.failures import describe
from handoffdesk.jobs.schedule import SWEEPS
from handoffdesk.operations.models import SweepRun

logger = logging.getLogger(__name__)

# Runs are added up in the process and written this often: a sweep of a second costs one statement in four runs.
WRITE_SECONDS = 4.0
SWEEP_JOBS = frozenset(job for job, _seconds, _purpose in SWEEPS)


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of one sweep in this process that are not written yet."""

    count: int = 0
    failures: int = 0
    seconds: float = 0.0
    last_seconds: float = 0.0

    def plus(self, seconds: float, *, failed: bool) -> "Runs":
        """Return these and one more."""
        return Runs(self.count + 1, self.failures + failed, self.seconds + seconds, seconds)


class SweepBook:
    """Counts the sweeps that this process runs. Safe in any thread."""

    def __init__(self) -> None:
        """Start with an empty page."""
        self._lock = threading.Lock()
        self._runs: dict[str, Runs] = {}
        self._written: dict[str, float] = {}

    def note(self, job: str, seconds: float, *, failed: bool) -> None:
        """Count one run; write what was counted when it is time to."""
        now = time.monotonic()
        with self._lock:
            runs = self._runs.get(job, Runs()).plus(seconds, failed=failed)
            is_time = now - self._written.get(job, float("-inf")) >= WRITE_SECONDS
            self._runs[job] = Runs() if is_time else runs
            if not is_time:
                return
            self._written[job] = now
        self._write(job, runs)

    def _write(self, job: str, runs: Runs) -> None:
        try:
            write_runs(job, runs)
        except DatabaseError as error:
            logger.warning("sweep's runs not noted", extra={"job": job, **describe(error)})
            with self._lock:
                since = self._runs.get(job, Runs())
                self._runs[job] = replace(
                    since,
                    count=since.count + runs.count,
                    failures=since.failures + runs.failures,
                    seconds=since.seconds + runs.seconds,
                )


def write_runs(job: str, runs: Runs) -> None:
    """Add runs to a sweep's row: one statement, two the first time."""
    now = timezone.now()
    rows = SweepRun.objects.filter(job=job)
    added = {
        "runs": F("runs") + runs.count,
        "failures": F("failures") + runs.failures,
        "seconds": F("seconds") + runs.seconds,
        "last_seconds": runs.last_seconds,
        "last_run_at": now,
    }
    if not rows.update(**added):
        SweepRun.objects.bulk_create([SweepRun(job=job, last_run_at=now)], ignore_conflicts=True)
        rows.update(**added)


book = SweepBook()


def begin(task_id: str, task: Any, kwargs: dict[str, Any] | None = None, **_: Any) -> None:
    """Name the job on every log line until it ends, with its conversation and the request that woke it."""
    clear_contextvars()
    known = {"request_id": _woken_by(task.request), "conversation_id": (kwargs or {}).get("conversation_id")}
    bind_contextvars(job=task.name, job_id=task_id, **{name: value for name, value in known.items() if value})
    if task.name in SWEEP_JOBS:
        task.request.began = time.monotonic()


def _woken_by(request: Any) -> str | None:
    # A worker lays the headers of a message out as the request's own attributes.
    return getattr(request, "request_id", None) or (request.headers or {}).get("request_id")


def end(task: Any, state: str | None = None, **_: Any) -> None:
    """Count a sweep, and forget the job's names: the thread takes another one."""
    if task.name in SWEEP_JOBS and hasattr(task.request, "began"):
        book.note(task.name, time.monotonic() - task.request.began, failed=state != "SUCCESS")
    clear_contextvars()


def failed(exception: BaseException, **_: Any) -> None:
    """Say that a job failed; Celery's own line would carry arguments and the error's words."""
    logger.error("job failed", extra=describe(exception))


def connect() -> None:
    """Listen to Celery's signals; called once for each process that runs jobs."""
    signals.task_prerun.connect(begin, dispatch_uid="job_context_begin")
    signals.task_postrun.connect(end, dispatch_uid="job_context_end")
    signals.task_failure.connect(failed, dispatch_uid="job_context_failed")
