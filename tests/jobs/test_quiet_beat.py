"""The embedded desk's beat: what would find nothing is not sent, what is due is sent in the same look."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from handoffdesk.celery import app
from handoffdesk.jobs import due
from handoffdesk.jobs.beat import QuietScheduler
from handoffdesk.jobs.schedule import SWEEPS
from handoffdesk.operations.models import SweepRun
from tests.factories.routing import DeadlineFactory

# Beat closes connections that are too old, which a test's own transaction would not survive.
pytestmark = pytest.mark.django_db(transaction=True)


class Scheduler(QuietScheduler):
    """The real one; what it sends is written down where the broker would get it."""

    def apply_async(self, entry, producer=None, advance=True, **_) -> None:
        """Note what was sent."""
        self.sent.append(entry.task)


@pytest.fixture
def scheduler() -> Iterator[Scheduler]:
    """A beat whose every job is due."""
    PeriodicTask.objects.filter(task__contains=".").update(last_run_at=timezone.now() - dt.timedelta(hours=1))
    made = Scheduler(app, max_interval=1)
    made.sent = []
    yield made
    made._finalize.cancel()


def test_an_idle_desk_sends_signs_of_life_alone_and_notes_every_sweep_as_run(scheduler: Scheduler) -> None:
    assert scheduler.tick() > 0, "everything that was due is dealt with in one look"
    assert scheduler.sent == ["handoffdesk.beat_heartbeat"]
    assert set(due.LOOKS) <= set(SweepRun.objects.values_list("job", flat=True))


def test_what_is_due_is_sent_at_once(scheduler: Scheduler) -> None:
    DeadlineFactory(due_at=timezone.now() - dt.timedelta(seconds=1))
    scheduler.tick()
    assert "routing.sweep_deadlines" in scheduler.sent
    assert "routing.sweep_turns" not in scheduler.sent


def test_every_sweep_has_its_look() -> None:
    assert set(due.LOOKS) == {job for job, _seconds, _purpose in SWEEPS} - {"handoffdesk.beat_heartbeat"}
