"""The job queue. A job is only a wake-up: what must happen stands in the database (docs/architecture.md)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handoffdesk.settings")


def make_app(name: str, *, current: bool) -> Celery:
    """Return a Celery application with the desk's settings and jobs; `current`: the one that sends wake-ups."""
    made = Celery(name, set_as_current=current)
    made.config_from_object("django.conf:settings", namespace="CELERY")
    made.autodiscover_tasks(related_name="jobs")
    return made


app = make_app("handoffdesk", current=True)
