"""The job queue. A job is only a wake-up: what must happen stands in the database (docs/architecture.md)."""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import django
from celery import Celery, signals
from django.apps import apps
from django.db import close_old_connections
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handoffdesk.settings")
# The broker of the embedded mode, `inprocess://`.
TRANSPORT_ALIASES["inprocess"] = "handoffdesk.jobs.broker:InProcessTransport"

# A broker that hangs holds up whoever sends a wake-up for so long at most.
SENDING_SECONDS = 1


class DeskCelery(Celery):
    """Celery with a limit of its own for sending: a worker blocks on the broker, a webhook must not."""

    def connection_for_write(self, *args: Any, **options: Any) -> Any:
        """Return a connection to send over; each step on it takes at most `SENDING_SECONDS`."""
        limits = {"socket_connect_timeout": SENDING_SECONDS, "socket_timeout": SENDING_SECONDS}
        options["transport_options"] = limits | (options.get("transport_options") or {})
        return super().connection_for_write(*args, **options)


def make_app(name: str, *, current: bool) -> Celery:
    """Return a Celery application with the desk's settings and jobs; `current`: the one that sends wake-ups.

    Without Celery's own Django fixup: that closes the database connection before and after each job, and a new one
    costs more than the job. `keep_connections` does what Django does round a request.
    """
    made = DeskCelery(name, set_as_current=current, fixups=[])
    made.config_from_object("django.conf:settings", namespace="CELERY")
    made.autodiscover_tasks(installed_apps, related_name="jobs")
    return made


def installed_apps() -> list[str]:
    """Return where jobs may be found; starts Django where nobody has (the `celery` command)."""
    if not apps.ready:
        # That command takes the checkout off its path again once it has found this module.
        root = str(Path(__file__).resolve().parent.parent)
        if root not in sys.path:
            sys.path.insert(0, root)
        django.setup()
    return [config.name for config in apps.get_app_configs()]


def keep_connections(**_: Any) -> None:
    """Before and after a job: close connections that are broken or too old, keep the others."""
    close_old_connections()


def end_between_ticks(sender: Any, **_: Any) -> None:
    """Let SIGTERM end a beat process after its tick.

    Celery's own handler writes the schedule from within the signal. When that comes in the middle of a statement, the
    connection is taken by the very code that the handler has interrupted, and beat waits for itself until it is killed.
    """
    if threading.current_thread() is threading.main_thread():  # in the embedded mode beat is a thread
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: sender.stop())


def refuse_to_start(**_: Any) -> None:
    """Before a worker does anything: end it when the database or the keys do not fit.

    Beat asks for itself (handoffdesk/jobs/beat.py); the embedded desk's workers start in any case, with its pages.
    """
    from django.conf import settings  # lazy: this module is loaded before the settings

    from handoffdesk.operations import start  # lazy: it needs the loaded apps, and this module is loaded before them

    start.refuse_server(needs_keys=not settings.EMBEDDED)


signals.worker_init.connect(refuse_to_start)
signals.beat_init.connect(end_between_ticks)
signals.task_prerun.connect(keep_connections)
signals.task_postrun.connect(keep_connections)

app = make_app("handoffdesk", current=True)
# The current application is kept for each thread; this one is for all, or wake-ups of other threads go to a stranger.
app.set_default()
