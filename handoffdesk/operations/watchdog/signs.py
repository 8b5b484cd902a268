"""Who lives: silence is measured by our own monotonic clock since a row last changed, so no clock is compared."""

import time
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Max

from handoffdesk.operations.heartbeats import QUEUES, last_heartbeats
from handoffdesk.operations.models import SweepRun

# Sweeps write at least every five seconds.
SWEEPS_SILENT_SECONDS = 10.0
BEAT_SILENT_SECONDS = 30.0
# A queue's worker answers behind the jobs that wait there.
QUEUE_SILENT_SECONDS = 60.0


class Signs:
    """What was last seen of beat, the workers, the sweeps and the broker."""

    def __init__(self) -> None:
        """Take every process for alive until it has been silent for its limit."""
        self._start = time.monotonic()
        self._seen: dict[str, tuple[datetime | None, float]] = {}
        self.broker_is_up = True

    def look(self) -> None:
        """Read the rows and ask the broker: two queries and one ping."""
        seen = last_heartbeats()
        for name in ("beat", *QUEUES):
            self._note(name, seen.get(name))
        # The newest of all: a sweep that an admin switched off is no sign of death.
        self._note("runs", SweepRun.objects.aggregate(newest=Max("last_run_at"))["newest"])
        self.broker_is_up = broker_answers()

    def silence(self, name: str) -> float:
        """Return for how many seconds nothing was heard of beat, a queue, or the sweeps (`runs`)."""
        return time.monotonic() - self._seen.get(name, (None, self._start))[1]

    @property
    def are_workers_away(self) -> bool:
        """Whether the sweeps cannot or do not run."""
        return not self.broker_is_up or self.silence("runs") > SWEEPS_SILENT_SECONDS

    def is_queue_silent(self, queue: str) -> bool:
        """Whether a queue's worker has given no sign of life."""
        return self.silence(queue) > QUEUE_SILENT_SECONDS

    def find(self) -> Iterator[tuple[str, str]]:
        """Yield kind and detail of each alarm about processes."""
        if not self.broker_is_up:
            yield "broker_down", "Redis does not answer"
        if self.silence("runs") > SWEEPS_SILENT_SECONDS:
            yield "sweeps_silent", f"no sweep for {SWEEPS_SILENT_SECONDS:.0f} s"
        if self.silence("beat") > BEAT_SILENT_SECONDS:
            yield "beat_silent", f"no sign of life for {BEAT_SILENT_SECONDS:.0f} s"
        silent = [queue for queue in QUEUES if self.is_queue_silent(queue)]
        if silent:
            yield "workers_silent", "queues " + " ".join(silent)

    def _note(self, name: str, at: datetime | None) -> None:
        if name not in self._seen:
            self._seen[name] = (at, self._start)
        elif self._seen[name][0] != at:
            self._seen[name] = (at, time.monotonic())


def broker_answers() -> bool:
    """Ask Redis for a sign of life, for two seconds at most; the in-process broker is always there."""
    if not settings.REDIS_URL:
        return True
    from redis import Redis  # lazy: redis takes 0.4 s that embedded mode does not need
    from redis.exceptions import RedisError  # lazy: the same

    try:
        with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as client:
            return bool(client.ping())
    except (RedisError, OSError):
        return False
