"""9: how late deadlines are acted on while many others wait, and how long 10,000 overdue ones take."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import psycopg

from tools.bench import deadline_rows, rows
from tools.bench.context import Context
from tools.bench.memory import processor_seconds
from tools.bench.registry import Line
from tools.bench.result import Result, at_most, median, percentile, shown
from tools.bench.seeded import seeded_copy
from tools.stack.desk import Desk, Layout, ProductionDesk

PENDING = (1_000, 10_000, 100_000)
OVERDUE = 10_000
# One every 40 ms: fewer than a sweep takes at once, as in real life.
DUE, OVER_SECONDS = 125, 5.0
SWEEP_SECONDS = 1.0
SLACK_MS = 250
CLAIM_SECONDS = 5
START_SECONDS, LEAD_SECONDS, PATIENCE_SECONDS = 5.0, 1.0, 180.0
OVERDUE_SECONDS, LOOK_SECONDS, ACT_SECONDS = -3600, 0.1, 15.0


@dataclass
class Stage:
    """The desk and the open connection to its database; `used`: conversations up to here have had their deadline."""

    desk: Desk
    connection: deadline_rows.Connection
    used: int = 0

    def take(self, count: int) -> tuple[int, int]:
        """Return the first and last number of conversations that were not used yet."""
        first, self.used = self.used + 1, self.used + count
        return first, self.used


def measure(context: Context) -> Iterator[Result]:
    """Measure lateness at three numbers of pending deadlines with the real beat and worker; then the overdue ones."""
    due, overdue = context.size(DUE), context.size(OVERDUE)
    url, _seeded = seeded_copy(context, "deadlines")
    layout = Layout(web=0, outbound=0, ai=0, relay=0, watchdog=0)
    desk = ProductionDesk(layout, context.fresh_directory("deadlines"), url, context.redis.url)
    with psycopg.connect(url, autocommit=True) as connection:
        stage = Stage(desk, connection)
        conversations = due * len(PENDING) + 2 * overdue
        rows.populate(connection, conversations, messages=1)
        raw = claim_alone(stage, overdue)
        try:
            desk.start()
            time.sleep(START_SECONDS)
            yield from late(context, stage, due, conversations)
            yield from backlog(stage, overdue, raw)
        finally:
            desk.stop()


def late(context: Context, stage: Stage, due: int, conversations: int) -> Iterator[Result]:
    """Measure how late deadlines are acted on beside more and more that are far away."""
    for before, pending in zip((0, *PENDING), PENDING, strict=False):
        deadline_rows.add_far(stage.connection, conversations=conversations, count=context.size(pending - before))
        taken = sorted(wait_for_due(stage, due))
        p99, limit = percentile(taken, 99), SWEEP_SECONDS * 1000 + SLACK_MS
        name = f"deadline acted on after it was due, {pending:,} pending, p99"
        note = f"p50 {median(taken):.0f} ms; swept every {SWEEP_SECONDS:.0f} s; {due} due within {OVER_SECONDS:.0f} s"
        if pending == PENDING[-1]:
            yield at_most(name, p99, "ms", limit=limit, note=note)
        else:
            yield shown(name, p99, "ms", note=note)


def wait_for_due(stage: Stage, due: int) -> list[float]:
    """Let so many deadlines become due; return how late each was acted on, in milliseconds.

    Raises:
        RuntimeError: one was not acted on.
    """
    first, last = stage.take(due)
    since = now(stage.connection)
    deadline_rows.add_near(stage.connection, first=first, last=last, wait=LEAD_SECONDS, over=OVER_SECONDS)
    give_up = time.monotonic() + LEAD_SECONDS + OVER_SECONDS + 60
    time.sleep(LEAD_SECONDS + OVER_SECONDS)
    while deadline_rows.count_due(stage.connection) and time.monotonic() < give_up:
        time.sleep(0.2)
    taken = deadline_rows.lateness(stage.connection, since)
    if len(taken) != due:
        raise RuntimeError(f"Of {due} deadlines {len(taken)} were acted on.\n{stage.desk.last_words()}")
    return taken


def claim_alone(stage: Stage, overdue: int) -> float:
    """Return how many seconds it takes to claim as many by one statement after another, and to do nothing else.

    Raises:
        RuntimeError: some were not claimed.
    """
    first, last = stage.take(overdue)
    deadline_rows.add_near(stage.connection, first=first, last=last, wait=OVERDUE_SECONDS)
    started = time.monotonic()
    claimed = deadline_rows.claim_all(stage.connection)
    if claimed != overdue:
        raise RuntimeError(f"Of {overdue} deadlines {claimed} were claimed.")
    return time.monotonic() - started


def backlog(stage: Stage, overdue: int, raw: float) -> Iterator[Result]:
    """Measure when the worker has claimed an overdue backlog, and how fast it acts on it."""
    first, last = stage.take(overdue)
    worker = stage.desk.processes["sweeps-1"].pid
    used = processor_seconds(worker)
    deadline_rows.add_near(stage.connection, first=first, last=last, wait=OVERDUE_SECONDS)
    started = time.monotonic()
    claimed = wait_until_none(stage, lambda left: left.unclaimed, started)
    note = "from their commit, the wait for the sweep included; raw: claimed alone, 200 a statement"
    yield at_most(f"{overdue:,} overdue deadlines claimed", claimed, "s", limit=CLAIM_SECONDS, raw=raw, note=note)
    time.sleep(max(started + ACT_SECONDS - time.monotonic(), 0))
    acted, taken = overdue - deadline_rows.overdue(stage.connection).armed, time.monotonic() - started
    each = (processor_seconds(worker) - used) * 1000 / max(acted, 1)
    note = (
        f"one worker, the first {taken:.0f} s; event, conversation and commit for each; {each:.1f} ms of the worker's"
        " processor"
    )
    yield shown("overdue deadlines acted on", acted / taken, "a second", note=note)


def wait_until_none(stage: Stage, count: Callable[[deadline_rows.Left], int], started: float) -> float:
    """Wait until none of them is left by this count; return how many seconds that was after `started`.

    Raises:
        RuntimeError: some are still left.
    """
    while left := count(deadline_rows.overdue(stage.connection)):
        if time.monotonic() - started > PATIENCE_SECONDS:
            raise RuntimeError(f"{left} deadlines are left.\n{stage.desk.last_words()}")
        time.sleep(LOOK_SECONDS)
    return time.monotonic() - started


def now(connection: deadline_rows.Connection) -> datetime:
    """Return the database's time.

    Raises:
        RuntimeError: it does not know.
    """
    row = connection.execute("SELECT now()").fetchone()
    if row is None:
        raise RuntimeError("The database tells no time.")
    moment: datetime = row[0]
    return moment


LINE = Line("9", "deadlines", measure)
