"""Counters that only grow: what was counted up to a row's id is kept, what came later is counted when asked.

A row may commit after one with a higher id. So the watchdog remembers the newest id and adds up to it only half a
minute later, by its monotonic clock; no transaction of the desk lasts that long.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, Max, Min, Model

from conversations.enums import TurnState
from conversations.models import AiTurn, Event
from handoffdesk.operations.metrics.counting import Counts, count_events, count_turns
from handoffdesk.operations.models import Tally

SETTLED_SECONDS = 30.0
# Rows that are added up in one transaction; more are left for the next time.
BATCH = 20_000
CURSOR = "cursor"
OPEN_STATES = (TurnState.DUE, TurnState.RUNNING)


@dataclass(frozen=True, slots=True)
class CountedRows:
    """Rows that are counted: how, and up to which id they no longer change."""

    name: str
    model: type[Model]
    count: Callable[[int, int | None], Counts]
    settled: Callable[[int], int]


def _all(last: int) -> int:
    return last


def _before_open_turns(last: int) -> int:
    """Return the id before the oldest turn that is not over, or `last`."""
    oldest = AiTurn.objects.filter(state__in=OPEN_STATES).aggregate(pk=Min("pk"))["pk"]
    return last if oldest is None else min(last, oldest - 1)


SOURCES = (
    CountedRows("events", Event, count_events, _all),
    CountedRows("turns", AiTurn, count_turns, _before_open_turns),
)


def read_counters() -> Counts:
    """Return every counter as it is now: one query for what is kept, three for what came since."""
    counts: Counts = defaultdict(float)
    cursors = dict.fromkeys((source.name for source in SOURCES), 0)
    for name, labels, value in Tally.objects.values_list("name", "labels", "value"):
        if name == CURSOR:
            cursors[labels] = int(value)
        else:
            counts[name, tuple(json.loads(labels))] += value
    for source in SOURCES:
        for key, value in source.count(cursors[source.name], None).items():
            counts[key] += value
    return counts


@dataclass(slots=True)
class Book:
    """The watchdog's: adds up what has settled. Not for several threads; several processes share the work."""

    settled_seconds: float = SETTLED_SECONDS
    # The newest id of each source, and when we saw it.
    _newest: dict[str, tuple[int, float]] = field(default_factory=dict)

    def add_up(self) -> None:
        """Move each cursor over the rows that are old enough."""
        for source in SOURCES:
            newest, seen = self._newest.setdefault(source.name, (_newest_id(source), time.monotonic()))
            if time.monotonic() - seen >= self.settled_seconds:
                del self._newest[source.name]
                _move_cursor(source, source.settled(newest))


def _newest_id(source: CountedRows) -> int:
    return source.model._default_manager.aggregate(pk=Max("pk"))["pk"] or 0


def _move_cursor(source: CountedRows, to: int) -> None:
    Tally.objects.bulk_create([Tally(name=CURSOR, labels=source.name)], ignore_conflicts=True)
    with transaction.atomic():
        cursor = Tally.objects.select_for_update().get(name=CURSOR, labels=source.name)
        to = min(to, int(cursor.value) + BATCH)
        if to <= cursor.value:
            return
        for (name, labels), value in source.count(int(cursor.value), to).items():
            _add(name, json.dumps(labels, ensure_ascii=False), value)
        cursor.value = to
        cursor.save(update_fields=["value"])


def _add(name: str, labels: str, value: float) -> None:
    rows = Tally.objects.filter(name=name, labels=labels)
    if not rows.update(value=F("value") + value):
        Tally.objects.create(name=name, labels=labels, value=value)
