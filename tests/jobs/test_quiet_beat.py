"""The embedded desk's beat: what would find nothing is not sent, what is due is sent in the same look."""

import datetime as dt
import time
from collections.abc import Iterator

import pytest
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from handoffdesk.celery import app
from handoffdesk.jobs import due
from handoffdesk.jobs.quiet import QuietScheduler
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


def test_no_sweep_is_later_than_celery_would_send_it_and_they_share_their_wake_ups(scheduler: Scheduler) -> None:
    now = timezone.now()
    for number, row in enumerate(PeriodicTask.objects.filter(task__contains=".")):
        PeriodicTask.objects.filter(pk=row.pk).update(last_run_at=now - dt.timedelta(seconds=0.13 * number))
    scheduler._read_again()
    for _round in range(3):
        scheduler.tick()
        planned = {name: at for at, name in scheduler._agenda}
        for name, entry in scheduler.schedule.items():
            before = time.monotonic()
            assert planned[name] <= before + entry.is_due().next + (time.monotonic() - before) + 0.01
        first = min(planned.values())
        assert all(abs(at - first - round(at - first)) < 1e-6 for at in planned.values())
        scheduler._agenda = sorted((at - 1, name) for at, name in scheduler._agenda)


def test_what_an_admin_changes_is_followed(scheduler: Scheduler) -> None:
    scheduler.tick()
    hour, _made = IntervalSchedule.objects.get_or_create(every=1, period="hours")
    now = CrontabSchedule.objects.create(timezone="UTC")
    ago = timezone.now() - dt.timedelta(minutes=2)
    row = PeriodicTask.objects.get(task="handoffdesk.beat_heartbeat")
    row.interval, row.last_run_at = hour, timezone.now()
    row.save()
    PeriodicTask.objects.create(name="minutely", task="at.times", crontab=now, last_run_at=ago)
    PeriodicTask.objects.create(
        name="over", task="is.over", crontab=now, last_run_at=ago, expires=timezone.now() - dt.timedelta(minutes=1)
    )
    PeriodicTask.objects.create(
        name="later", task="comes.later", interval=hour, start_time=timezone.now() + dt.timedelta(days=1)
    )
    scheduler.sent.clear()
    scheduler._looked = float("-inf")
    for _look in range(3):
        scheduler.tick()
    assert scheduler.sent == ["at.times"]
    assert {name: at for at, name in scheduler._agenda}[row.name] > time.monotonic() + 3000


def test_every_sweep_has_its_look() -> None:
    assert set(due.LOOKS) == {job for job, _seconds, _purpose in SWEEPS} - {"handoffdesk.beat_heartbeat"}
