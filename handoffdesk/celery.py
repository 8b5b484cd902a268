"""The job queue. A job is only a wake-up: what must happen stands in the database (docs/architecture.md)."""

import os
import sys
from pathlib import Path
from typing import Any

import django
from celery import Celery, signals
from django.apps import apps
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handoffdesk.settings")


def make_app(name: str, *, current: bool) -> Celery:
    """Return a Celery application with the desk's settings and jobs; `current`: the one that sends wake-ups.

    Without Celery's own Django fixup: that closes the database connection before and after each job, and a new one
    costs more than the job. `keep_connections` does what Django does round a request.
    """
    made = Celery(name, set_as_current=current, fixups=[])
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


signals.task_prerun.connect(keep_connections)
signals.task_postrun.connect(keep_connections)

app = make_app("handoffdesk", current=True)
# The current application is kept for each thread; this one is for all, or wake-ups of other threads go to a stranger.
app.set_default()
