"""Is the process alive, and can it do its work."""

import time
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from kombu.exceptions import OperationalError

from handoffdesk.celery import app

# Beat sends its heartbeat every five seconds; after a minute of silence something is dead.
SILENCE_SECONDS = 60.0
QUEUES = ("outbound", "relay", "ai", "sweeps")
# A saturated AI queue is shown, but it does not take the web process out of service.
REQUIRED = ("beat", "outbound", "relay", "sweeps")


@login_not_required
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer as long as the process lives; nothing else is looked at."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(_request: HttpRequest) -> HttpResponse:
    """Report database, migrations, broker, beat and each queue's worker; 503 when one that is needed is missing."""
    report = {"database": _try(check_database), "migrations": _try(check_migrations), "broker": _try(check_broker)}
    beats = {name: _heartbeat(name) for name in ("beat", *QUEUES)}
    ready = all(state == "ok" for state in report.values()) and all(beats[name] == "ok" for name in REQUIRED)
    answer = JsonResponse({"ready": ready, **report, "heartbeats": beats}, status=200 if ready else 503)
    # A probe asks every few seconds; its answer says what is missing, so the log need not.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def check_database() -> None:
    """Ask the database for one row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations() -> None:
    """Fail when the code has migrations that the database has not.

    Raises:
        RuntimeError: some are missing.
    """
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise RuntimeError(f"{len(missing)} migrations are missing")


def check_broker() -> None:
    """Open a connection to the broker."""
    with app.connection_for_write(connect_timeout=1) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=1)


def note_heartbeat(name: str) -> None:
    """Note that beat, or the worker of a queue, lives at this moment."""
    cache.set(f"heartbeat:{name}", time.time(), timeout=None)


def _heartbeat(name: str) -> str:
    try:
        at = cache.get(f"heartbeat:{name}")
    except Exception as error:  # noqa: BLE001 - redis raises errors of its own, and whatever it is, the answer is "down"
        return type(error).__name__
    if at is None:
        return "not seen yet"
    age = time.time() - at
    return "ok" if age <= SILENCE_SECONDS else f"silent for {age:.0f} s"


def _try(check: Callable[[], None]) -> str:
    try:
        check()
    except (DatabaseError, OperationalError, OSError, RuntimeError) as error:
        return f"{type(error).__name__}: {error}"[:200]
    return "ok"
