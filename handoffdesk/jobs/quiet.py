"""The embedded desk's beat: an idle desk wakes once a second, and then only looks.

Celery asks every entry for its next time at every tick, with clocks and time zones; that alone kept one hundredth of a
processor busy. Here a plain interval is counted by the monotonic clock, and all that is due within the same second
shares one wake-up. Whatever else an admin may set up (times of day, a start, an end) is still asked as Celery does.
"""

import heapq
import math
import time
from typing import Any

from celery import schedules
from django.utils import timezone

from handoffdesk.jobs.beat import MOST_IN_A_LOOK, LeasedScheduler
from handoffdesk.jobs.context import SweepBook
from handoffdesk.jobs.due import finds_nothing


class QuietScheduler(LeasedScheduler):
    """A sweep that would find nothing is noted as run, and its job is not sent."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Count the runs that were looks; plan nothing yet."""
        self._looks = SweepBook()
        self._planned: dict[str, Any] | None = None
        # When, by the monotonic clock, and which entry.
        self._agenda: list[tuple[float, str]] = []
        super().__init__(*args, **options)

    def _send_due(self, *_args: Any, **_options: Any) -> float:
        """Look or send for all that is due at this moment; return as `tick`."""
        schedule = self.schedule
        if self._heap is None or schedule is not self._planned:
            self._plan(schedule)
        now = time.monotonic()
        for _entry in range(MOST_IN_A_LOOK):
            if not self._agenda or self._agenda[0][0] > now:
                break
            at, name = heapq.heappop(self._agenda)
            heapq.heappush(self._agenda, (self._run(schedule[name], at, now), name))
        if not self._agenda:
            return float(self.max_interval)
        return max(0.0, min(self._agenda[0][0] - time.monotonic(), float(self.max_interval)))

    def _plan(self, schedule: dict[str, Any]) -> None:
        """Put down when each entry is due; a plain interval begins with a second that it shares with others."""
        now = time.monotonic()
        self._agenda = []
        for name, entry in schedule.items():
            is_due, wait = self._ask(entry)
            later = 0.0 if is_due else wait
            self._agenda.append((now + (math.floor(later) if is_plain(entry) else later), name))
        heapq.heapify(self._agenda)
        self._planned = schedule
        self._heap = []  # type: ignore[assignment]  # the stubs know only None, which asks for a new plan

    def _run(self, entry: Any, at: float, now: float) -> float:
        """Look, or send an entry if it is due; return when it is due next."""
        if not is_plain(entry):
            is_due, wait = self._ask(entry)
            if is_due:
                self.apply_entry(self.reserve(entry))
            return now + wait
        self._look_or_send(entry)
        following: float = at + entry.schedule.seconds
        # After a long stop nothing is made up for.
        return following if following > now else now + entry.schedule.seconds

    def _look_or_send(self, entry: Any) -> None:
        """Send what would find something; a look costs a tenth of a job."""
        began = time.monotonic()
        if not finds_nothing(entry.task):
            self.apply_entry(self.reserve(entry))
            return
        entry.last_run_at = entry.model.last_run_at = timezone.now()
        entry.model.total_run_count += 1
        entry.model.no_changes = True
        self._dirty.add(entry.name)
        self._looks.note(entry.task, time.monotonic() - began, failed=False)

    def _ask(self, entry: Any) -> tuple[bool, float]:
        """Return whether an entry is due by Celery's own arithmetic, and the seconds until it is asked again."""
        try:
            is_due, wait = entry.is_due()
        except Exception:  # noqa: BLE001 - one broken entry must not stop the others
            is_due, wait = self._is_due_failed(entry)
        return is_due, float(self.max_interval if wait is None else max(wait, 0.0))


def is_plain(entry: Any) -> bool:
    """Whether an entry runs at an interval from the first day on, again and again."""
    row = entry.model
    limits = (row.start_time, row.expires, row.one_off or None)
    return type(entry.schedule) is schedules.schedule and row.enabled and limits == (None, None, None)
