"""Celery's beat on a lease: any number may run, one sends, and each sweep is sent once."""

import logging
import time
from typing import Any

from celery import schedules
from celery.utils.time import maybe_make_aware
from django.conf import settings
from django.db import Error, close_old_connections, connection
from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry
from kombu.exceptions import OperationalError

from conversations.failures import describe
from handoffdesk.jobs.lease import LEASE_SECONDS, LeaseClaim
from handoffdesk.operations import start
from handoffdesk.operations.heartbeats import Pulse

logger = logging.getLogger(__name__)

STANDBY_SECONDS = 1.0
# The broker's absence is said once in this time, not with every sweep.
COMPLAIN_SECONDS = 30.0
# A wall clock that moved further against the monotonic one than this was set, not merely adjusted.
JUMP_SECONDS = 1.0
# Whether an admin changed the schedule is asked this often, not with every sweep.
LOOK_SECONDS = 5.0
# More jobs at a time than this are sent in several looks.
MOST_IN_A_LOOK = 50
# A run of a sweep that comes more seldom is written before it is sent: whoever follows must not send it again.
SELDOM_SECONDS = 60.0


class SweepEntry(ModelEntry):
    """A sweep that is never left waiting for a time in the far future, to which a clock once jumped."""

    def __init__(self, model: Any, app: Any = None) -> None:
        """Read the row; a last run that lies in the future counts as just now."""
        super().__init__(model, app=app)
        now = self._default_now()
        if maybe_make_aware(model.last_run_at or now) > now:
            self.last_run_at = model.last_run_at = now


class LeasedScheduler(DatabaseScheduler):
    """The database scheduler, sending only while it holds the lease `beat`."""

    Entry = SweepEntry
    # Jobs are published over the application's pool, which fails fast; beat's own connection would wait for minutes.
    producer = None
    lease_seconds = LEASE_SECONDS

    def __init__(self, *args: Any, **options: Any) -> None:
        """Read the schedule if the tables are what they should be; hold nothing yet."""
        start.refuse_server()
        self._claim = LeaseClaim("beat", seconds=self.lease_seconds, at_once=settings.EMBEDDED)
        self._pulse = Pulse("beat")
        self._was_held = False
        self._offset = _clock_offset()
        self._complained = self._looked = float("-inf")
        super().__init__(*args, **options)

    def tick(self, *args: Any, **options: Any) -> float:
        """Send what is due if we hold the lease; return the seconds until the next look."""
        try:
            close_old_connections()
            if not self._hold():
                return min(STANDBY_SECONDS, self._claim.pause)
            self._pulse.beat()
            self._follow_clock()
            wanted: float = self._send_due(*args, **options)
        except Error as error:
            logger.warning("beat waits for the database", extra=describe(error))
            connection.close()
            self._read_again()
            return STANDBY_SECONDS
        return min(wanted, self._claim.pause)

    def _send_due(self, *args: Any, **options: Any) -> float:
        """Send all that is due at this moment, not one job for each look at lease and clock; return as `tick`."""
        wanted = 0.0
        for _job in range(MOST_IN_A_LOOK):
            wanted = super().tick(*args, **options)
            if wanted > 0:
                break
        return wanted

    def schedule_changed(self) -> bool:
        """Return whether an admin changed the schedule; they see it followed within five seconds."""
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return False
        self._looked = now
        return bool(super().schedule_changed())

    def reserve(self, entry: Any) -> Any:
        """Note that a sweep is being sent, where a rebuilt heap looks for it: the library's own keeps the old time."""
        self._schedule[entry.name] = entry = super().reserve(entry)
        return entry

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Send one sweep; without a broker it is dropped, for the next one finds the same rows."""
        if not self._claim.is_held and not self._claim.hold():
            # We were stopped since the look at the lease, and somebody else sends by now.
            self._dirty.discard(entry.name)
            return
        if is_seldom(entry.schedule):
            self.sync()
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except Exception as error:  # noqa: BLE001 - Celery wraps whatever the broker raised
            self._complain(error)

    def close(self) -> None:
        """Write the runs and let the next beat take over at once."""
        super().close()
        try:
            self._claim.release()
        except Error as error:
            logger.warning("beat could not release its lease", extra=describe(error))

    def _hold(self) -> bool:
        held = self._claim.hold()
        if held != self._was_held:
            logger.info("beat holds the lease" if held else "beat stands by", extra={"beat": self._claim.holder})
            self._was_held = held
            # What the one before us sent is in the rows; what we remember is old.
            self._read_again()
        return held

    def _read_again(self) -> None:
        self._dirty.clear()
        self._initial_read, self._heap = True, None

    def _follow_clock(self) -> None:
        """After the wall clock was set, count from now: nothing is sent twice, and nothing waits for the old time."""
        offset = _clock_offset()
        if abs(offset - self._offset) > JUMP_SECONDS:
            logger.warning("the clock was set", extra={"seconds": round(offset - self._offset)})
            for entry in self.schedule.values():
                entry.last_run_at = entry.model.last_run_at = entry._default_now()
            self._heap = None
        self._offset = offset

    def _complain(self, error: BaseException) -> None:
        if time.monotonic() - self._complained < COMPLAIN_SECONDS:
            return
        self._complained = time.monotonic()
        cause = error.__cause__ or error
        log = logger.warning if isinstance(cause, OperationalError | OSError) else logger.error
        log("beat cannot reach the broker", extra=describe(cause))


def is_seldom(schedule: Any) -> bool:
    """Whether a schedule's runs are a minute or more apart; times of day always are."""
    return not isinstance(schedule, schedules.schedule) or schedule.seconds >= SELDOM_SECONDS


def _clock_offset() -> float:
    return time.time() - time.monotonic()
