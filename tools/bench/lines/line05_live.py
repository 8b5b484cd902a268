"""5: from a customer's message at the webhook to the agents' browsers."""

import itertools
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID

import psycopg

from tools.bench.context import Context
from tools.bench.desks import running_whole
from tools.bench.fanout import browsers, emitter, event_text
from tools.bench.login import Caller
from tools.bench.population import add_customers, add_customers_sqlite
from tools.bench.registry import Line
from tools.bench.result import Result, at_most, median, percentile, shown
from tools.bench.seeded import seeded_copy, seeded_file
from tools.bench.sockets import Sockets
from tools.stack.desk import Desk, EmbeddedDesk, Layout, ProductionDesk
from tools.stack.seed import Seeded
from tools.stack.whatsapp import customer_address, sign, text_body

GROUP = 50
CURVE = (10, 50, 250)
CUSTOMERS = 200
MESSAGES = 80
# One message every so often: this line is about latency, line 1 about throughput.
PACE_SECONDS = 0.1
P50_MS, P99_MS = 25, 100
COMMITTED = """
SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin)) FROM conversations_message WHERE provider_id = %s
"""
PLACE = """
SELECT c.id, c.version FROM conversations_conversation c
JOIN conversations_leadidentity i ON i.lead_id = c.lead_id WHERE i.canonical = {}
"""


@dataclass(frozen=True)
class Way:
    """Milliseconds of each message from its POST, and (on PostgreSQL) from its commit, to the last socket."""

    from_post: list[float]
    from_commit: list[float]


def measure(context: Context) -> Iterator[Result]:
    """Measure production at three sizes of the group, then the embedded desk."""
    url, seeded = seeded_copy(context, "live")
    add_customers(url, CUSTOMERS)
    desk = ProductionDesk(Layout(watchdog=0), context.fresh_directory("production"), url, context.redis.url)
    with running_whole(desk), Sockets() as sockets:
        headers, opened = browsers(desk, seeded), 0
        for size in sorted({*CURVE, GROUP}):
            sockets.open(desk.urls[0], size - opened, headers)
            opened = size
            time.sleep(1.5)
            raw = hop(desk, sockets, size)
            way = follow(desk, seeded, sockets, size, context.size(MESSAGES if size == GROUP else MESSAGES // 2))
            yield from judged(way, raw) if size == GROUP else [curve(way, raw, size)]
    yield from embedded(context)


def embedded(context: Context) -> Iterator[Result]:
    """Measure the embedded desk, which has no raw hop: the event never leaves the process."""
    desk = EmbeddedDesk(context.fresh_directory("embedded"))
    seeded = seeded_file(context, desk.database)
    add_customers_sqlite(desk.database, CUSTOMERS)
    with running_whole(desk), Sockets() as sockets:
        sockets.open(desk.urls[0], GROUP, browsers(desk, seeded))
        time.sleep(1.5)
        way = follow(desk, seeded, sockets, GROUP, context.size(MESSAGES // 2))
        note = f"p99 {percentile(way.from_post, 99):.1f} ms"
        yield shown(f"webhook to {GROUP} sockets, p50, embedded", median(way.from_post), "ms", note=note)


def judged(way: Way, raw: float) -> Iterator[Result]:
    """Judge the way from the commit to the last socket; show the whole way, which has the ingest in it."""
    name, count = f"commit to {GROUP} sockets", len(way.from_commit)
    yield at_most(f"{name}, p50", median(way.from_commit), "ms", limit=P50_MS, raw=raw,
                  note=f"until the last one has it; {count} messages; raw: from a publication on Redis")  # fmt: skip
    yield at_most(f"{name}, p99", percentile(way.from_commit, 99), "ms", limit=P99_MS, note=f"{count} messages")
    note = f"p99 {percentile(way.from_post, 99):.1f} ms"
    yield shown(f"webhook to {GROUP} sockets, p50", median(way.from_post), "ms", note=note)


def curve(way: Way, raw: float, size: int) -> Result:
    """Show the same at another size of the group."""
    note = f"p99 {percentile(way.from_commit, 99):.1f} ms; from the webhook p50 {median(way.from_post):.1f} ms"
    return shown(f"commit to {size} sockets, p50", median(way.from_commit), "ms", raw=raw, note=note)


def hop(desk: Desk, sockets: Sockets, size: int) -> float:
    """Return the middle milliseconds from a publication on Redis to the last socket."""
    emit, taken = emitter(desk), []
    for _ in range(20):
        mark = secrets.token_hex(8)
        text = event_text(mark)
        sockets.watch(mark)
        started = time.monotonic()
        emit(text)
        taken.append((max(sockets.collect(size)) - started) * 1000)
    return median(taken)


def follow(desk: Desk, seeded: Seeded, sockets: Sockets, size: int, count: int) -> Way:
    """Post so many messages, one after another, and follow each to the last socket of the group."""
    way, caller = Way([], []), Caller(desk.urls[0], {})
    senders = itertools.cycle(range(CUSTOMERS))
    for _ in range(count):
        sender = customer_address(next(senders))
        body = text_body(
            phone_number_id=seeded.phone_number_id, sender=sender,
            message_id=(name := f"wamid.live.{secrets.token_hex(8)}"), text="When do you deliver?",
        )  # fmt: skip
        sockets.watch(next_message(desk, sender))
        started = time.monotonic()
        caller.ask("POST", seeded.webhook_path, body, sign(seeded.app_secret, body))
        last = max(sockets.collect(size))
        way.from_post.append((last - started) * 1000)
        if not isinstance(desk, EmbeddedDesk):
            way.from_commit.append((last - committed_at(desk, name)) * 1000)
        time.sleep(PACE_SECONDS)
    caller.close()
    return way


def next_message(desk: Desk, sender: str) -> str:
    """Return how the event of this customer's next message begins: nothing else in it is known beforehand."""
    if isinstance(desk, EmbeddedDesk):
        with closing(sqlite3.connect(desk.database)) as file:
            found = file.execute(PLACE.format("?"), (sender,)).fetchone()
    else:
        with psycopg.connect(desk.environment["DATABASE_URL"]) as connection:
            found = connection.execute(PLACE.format("%s").encode(), (sender,)).fetchone()
    if found is None:
        raise RuntimeError("The customer has no conversation.")
    key, version = UUID(str(found[0])), int(found[1])
    return f'"conversation": "{key}", "version": {version + 1}, "kind": "message.received"'


def committed_at(desk: Desk, provider_id: str) -> float:
    """Return when PostgreSQL committed a message, on the monotonic clock."""
    with psycopg.connect(desk.environment["DATABASE_URL"]) as connection:
        row = connection.execute(COMMITTED, (provider_id,)).fetchone()
    if row is None:
        raise RuntimeError("The message is not stored.")
    return float(row[0]) - (time.time() - time.monotonic())


LINE = Line("5", "from the webhook to the agents' sockets", measure)
