"""Signs of life as rows: they say who lives when the broker is down."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from handoffdesk.operations.models import Heartbeat

# How often a process gives a sign of life, and after what silence it counts as dead.
BEAT_SECONDS = 5.0
SILENCE_SECONDS = 30.0
QUEUES = ("outbound", "relay", "ai", "sweeps")
NAMES = ("beat", *QUEUES, "watchdog")


def note_heartbeat(name: str) -> None:
    """Note that beat, the worker of a queue or the watchdog lives at this moment: one statement."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, beaten_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["beaten_at"],
    )


def last_heartbeats() -> dict[str, datetime]:
    """Return when each was last heard of: one query."""
    return dict(Heartbeat.objects.values_list("name", "beaten_at"))


@dataclass(slots=True)
class Pulse:
    """Notes a heartbeat every five seconds, however often it is called."""

    name: str
    last: float = float("-inf")

    def beat(self) -> None:
        """Note the heartbeat if it is time to."""
        now = time.monotonic()
        if now - self.last >= BEAT_SECONDS:
            note_heartbeat(self.name)
            self.last = now
