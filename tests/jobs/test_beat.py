"""Beat on its lease: several run, each sweep is sent once; death, a set clock and an absent database are survived."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from handoffdesk.celery import app
from handoffdesk.jobs.beat import LeasedScheduler
from handoffdesk.operations.models import Heartbeat, Lease

# Beat closes connections that are too old, which a test's own transaction would not survive.
pytestmark = pytest.mark.django_db(transaction=True)
LEASE = 1.2
PATIENCE_SECONDS = 30


class Scheduler(LeasedScheduler):
    """The real one, with a short lease; what it sends is written down where the broker would get it."""

    lease_seconds = LEASE

    def __init__(self, sent: list[tuple[str, str]]) -> None:
        self.sent = sent
        super().__init__(app, max_interval=1)
        self._claim.at_once = False

    def apply_async(self, entry, producer=None, advance=True, **_) -> None:
        """Note who sent what."""
        self.sent.append((self._claim.holder, entry.name))


class Beat(threading.Thread):
    """A scheduler that ticks in a thread of its own until it is stopped, or dies without a word."""

    def __init__(self, sent: list[tuple[str, str]]) -> None:
        super().__init__(daemon=True)
        self.sent, self.over, self.is_killed = sent, threading.Event(), False

    def run(self) -> None:
        """Tick as Celery's service does."""
        scheduler = Scheduler(self.sent)
        while not self.over.is_set():
            self.over.wait(scheduler.tick())
        if not self.is_killed:
            scheduler.close()
        scheduler._finalize.cancel()
        connection.close()

    def stop(self, *, killed: bool = False) -> None:
        """End it, with or without letting go of the lease."""
        self.is_killed = killed
        self.over.set()
        self.join(PATIENCE_SECONDS)


@pytest.fixture
def hourly() -> list[str]:
    """Ten sweeps that are due now and then not for an hour."""
    PeriodicTask.objects.all().delete()
    hour = IntervalSchedule.objects.create(every=1, period="hours")
    names = [f"sweep {number}" for number in range(10)]
    last = timezone.now() - timedelta(hours=2)
    for name in names:
        PeriodicTask.objects.create(name=name, task="routing.sweep_turns", interval=hour, last_run_at=last)
    return names


@pytest.fixture
def scheduler(hourly) -> Iterator[Scheduler]:
    made = Scheduler([])
    yield made
    made._finalize.cancel()


def run_dry(scheduler: Scheduler) -> list[str]:
    """Tick until nothing is due; return what was sent meanwhile."""
    before = len(scheduler.sent)
    while scheduler.tick() == 0:
        pass
    return sorted(name for _holder, name in scheduler.sent[before:])


def wait_for(condition) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


class TestSeveral:
    """Real schedulers at once."""

    def test_two_beats_send_each_sweep_once(self, hourly) -> None:
        sent: list[tuple[str, str]] = []
        beats = [Beat(sent), Beat(sent)]
        for beat in beats:
            beat.start()
        wait_for(lambda: len(sent) >= len(hourly))
        time.sleep(2 * LEASE)
        for beat in beats:
            beat.stop()
        assert sorted(name for _holder, name in sent) == sorted(hourly)

    def test_another_takes_over_from_a_dead_one_and_repeats_nothing(self, hourly) -> None:
        sent: list[tuple[str, str]] = []
        first, second = Beat(sent), Beat(sent)
        first.start()
        wait_for(lambda: len(sent) == len(hourly))
        second.start()
        dead = Lease.objects.get().holder
        first.stop(killed=True)
        PeriodicTask.objects.filter(name="sweep 3").update(last_run_at=timezone.now() - timedelta(hours=2))
        wait_for(lambda: len(sent) > len(hourly))
        second.stop()
        assert [name for _holder, name in sent[len(hourly) :]] == ["sweep 3"]
        assert sent[-1][0] != dead


class TestClock:
    """A clock that is set, and a long stop."""

    def test_a_month_forward_sends_each_sweep_once(self, scheduler, hourly) -> None:
        assert run_dry(scheduler) == sorted(hourly)
        with time_machine.travel(timezone.now() + timedelta(days=30)):
            assert len(run_dry(scheduler)) <= len(hourly)
            assert run_dry(scheduler) == []

    def test_an_hour_back_does_not_stop_the_sweeps(self, scheduler, hourly) -> None:
        run_dry(scheduler)
        start = timezone.now() - timedelta(hours=1)
        with time_machine.travel(start):
            assert run_dry(scheduler) == []
            for entry in scheduler.schedule.values():
                assert entry.last_run_at <= timezone.now()
                assert entry.is_due().next <= 3600

    def test_a_row_from_the_future_is_not_waited_for(self, hourly) -> None:
        PeriodicTask.objects.update(last_run_at=timezone.now() + timedelta(days=30))
        scheduler = Scheduler([])
        assert all(entry.last_run_at <= timezone.now() for entry in scheduler.schedule.values())
        scheduler._finalize.cancel()

    def test_a_long_stop_between_the_look_and_the_sending_sends_nothing(self, scheduler, hourly) -> None:
        run_dry(scheduler)
        scheduler._claim.renewed -= LEASE
        Lease.objects.update(holder="another", term=1000)
        scheduler.apply_entry(scheduler.schedule["sweep 1"])
        assert len(scheduler.sent) == len(hourly)


class TestTrouble:
    """The database or the broker is away."""

    def test_without_a_database_it_holds_still_and_comes_back(self, scheduler, hourly) -> None:
        run_dry(scheduler)
        scheduler._claim.renewed -= LEASE

        def refuse(*_) -> None:
            raise OperationalError

        with connection.execute_wrapper(refuse):
            assert scheduler.tick() > 0
            assert scheduler.tick() > 0
        assert len(scheduler.sent) == len(hourly)
        scheduler.tick()
        assert scheduler._claim.is_held

    def test_a_run_that_comes_seldom_is_written_before_it_is_sent(self, scheduler, hourly) -> None:
        run_dry(scheduler)
        assert not PeriodicTask.objects.filter(last_run_at__lt=timezone.now() - timedelta(minutes=1)).exists()

    def test_it_says_that_it_lives_only_while_it_holds_the_lease(self, scheduler) -> None:
        run_dry(scheduler)
        assert Heartbeat.objects.filter(name="beat").exists()
        Heartbeat.objects.all().delete()
        other = Scheduler([])
        other.tick()
        other._finalize.cancel()
        assert not Heartbeat.objects.exists()
