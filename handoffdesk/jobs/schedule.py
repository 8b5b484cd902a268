"""The few named sweeps that celery-beat starts; an admin may change their interval."""

from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate

# Job name, seconds between runs, what it is for.
SWEEPS = (
    ("routing.sweep_turns", 1, "AI turns whose wake-up was lost or whose worker died"),
    ("routing.sweep_deadlines", 1, "SLA, reactivation and snooze deadlines that are due"),
    ("conversations.sweep_outbox", 2, "outgoing messages due for a (further) attempt"),
    ("notifications.sweep_events", 2, "events not yet announced"),
    ("notifications.sweep_deliveries", 5, "notifications due for a (further) attempt by a transport"),
    ("routing.sweep_inbound", 5, "webhooks that a crash left unprocessed"),
    ("triggers.sweep_backtests", 15, "back-tests waiting, or whose process stopped"),
    ("conversations.sweep_vectors", 3600, "vectors of texts that were made long ago"),
    ("handoffdesk.beat_heartbeat", 5, "asks each queue's worker for a sign of life"),
)


def install_sweeps(**_: Any) -> None:
    """Create each sweep's schedule once; an interval that an admin changed is kept."""
    interval_model = apps.get_model("django_celery_beat", "IntervalSchedule")
    task_model = apps.get_model("django_celery_beat", "PeriodicTask")
    for job, seconds, purpose in SWEEPS:
        interval, _created = interval_model.objects.get_or_create(every=seconds, period="seconds")
        # A sweep that waited longer than a few intervals is worthless: the next one finds the same rows.
        task_model.objects.get_or_create(
            name=job,
            defaults={"task": job, "interval": interval, "description": purpose, "expire_seconds": max(5, 3 * seconds)},
        )


def register() -> None:
    """Install the sweeps after each migration (the tables exist only then)."""
    post_migrate.connect(
        install_sweeps, sender=apps.get_app_config("django_celery_beat"), dispatch_uid="install_sweeps"
    )
