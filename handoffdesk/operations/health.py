"""Is the process alive, and can it do its work."""

from collections.abc import Callable

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from kombu.exceptions import OperationalError

from handoffdesk import __version__
from handoffdesk.operations import keys, schema
from handoffdesk.operations.heartbeats import NAMES, last_heartbeats

# Beat and watchdog write every five seconds themselves; a queue's worker answers behind the jobs that wait there.
SILENCE_SECONDS = {"beat": 30.0, "watchdog": 30.0}
QUEUE_SILENCE_SECONDS = 60.0
# Shown, but not needed: a saturated AI queue and a missing watchdog do not take the desk out of service.
REQUIRED = ("beat", "outbound", "relay", "sweeps")


@login_not_required
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer as long as the process lives, with the version that runs; nothing else is looked at."""
    return JsonResponse({"status": "ok", "version": __version__})


@login_not_required
def readyz(_request: HttpRequest) -> HttpResponse:
    """Report database, migrations, keys, broker, beat and each queue's worker; 503 when a needed one is missing."""
    report = {
        "database": _try(check_database),
        "migrations": _try(check_migrations),
        "keys": _try(check_keys),
        "broker": _try(check_broker),
    }
    beats = heartbeat_report()
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
    """Fail when the database's tables do not fit the code.

    Raises:
        RuntimeError: migrations are missing, or a newer version made some.
    """
    if wrong := schema.complaint():
        raise RuntimeError(wrong)


def check_keys() -> None:
    """Fail when the keys of this process are not the ones that the desk was set up with.

    Raises:
        RuntimeError: what is wrong, and what to do.
    """
    if wrong := keys.complaint():
        raise RuntimeError(wrong)


def check_broker() -> None:
    """Open a connection to the broker."""
    with current_app.connection_for_write(connect_timeout=1) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=1)


def heartbeat_report() -> dict[str, str]:
    """Return `ok`, or since when there is silence, for beat, each queue and the watchdog."""
    try:
        seen = last_heartbeats()
    except DatabaseError as error:
        return dict.fromkeys(NAMES, type(error).__name__)
    now = timezone.now()
    return {name: _state(name, (now - seen[name]).total_seconds() if name in seen else None) for name in NAMES}


def _state(name: str, age: float | None) -> str:
    if age is None:
        return "not seen yet"
    return "ok" if age <= SILENCE_SECONDS.get(name, QUEUE_SILENCE_SECONDS) else f"silent for {age:.0f} s"


def _try(check: Callable[[], None]) -> str:
    try:
        check()
    except (DatabaseError, OperationalError, OSError, RuntimeError) as error:
        return f"{type(error).__name__}: {error}"[:300]
    return "ok"
