"""3: the same ingest on SQLite: web process alone, and the whole embedded desk, whose workers answer meanwhile."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tools.bench.context import Context
from tools.bench.desks import WebOnSqlite
from tools.bench.ingest import CLIENTS, WARM_UP, Messages, loaded
from tools.bench.ingest_rounds import Figures, one_round
from tools.bench.population import add_customers_sqlite
from tools.bench.processes import CpuClock
from tools.bench.registry import Line
from tools.bench.result import Result, at_least_of_raw, at_most, median, percentile, shown
from tools.bench.seeded import PHRASES, seeded_file
from tools.bench.sqlite_limit import SqliteLimit, copy_file, record_statements
from tools.stack.desk import Desk, EmbeddedDesk

CUSTOMERS = 2_000
ROUNDS = 3
EACH = 120
SHARE = 0.25
LIMIT_MS = 50
STORED = "SELECT count(*) FROM conversations_message WHERE provider_id LIKE ?"


def measure(context: Context) -> Iterator[Result]:
    """Take turns: sqlite3 alone, the web process, the embedded desk."""
    rounds, each = context.size(ROUNDS, 2), context.size(EACH, 50)
    web, raw, embedded = Figures(), Figures(), Figures()
    with ExitStack() as stack:
        desks, messages, limit = prepare(context, WARM_UP + rounds * each)
        stack.callback(limit.close)
        loads = []
        for desk in desks:
            requests = messages.make(desk.directory.name, WARM_UP + rounds * each)
            load = stack.enter_context(loaded(desk, requests))
            loads.append((load, CpuClock([process.pid for process in desk.processes.values()])))
        for number in range(1, rounds + 1):
            context.progress(f"  round {number} of {rounds}")
            raw.rates.append(limit.round(each))
            for figures, (load, clock) in zip((web, embedded), loads, strict=True):
                one_round(figures, load, clock, each)
        raw.milliseconds = limit.milliseconds
    size = (
        f"{CUSTOMERS:,} conversations, {PHRASES:,} phrases, {CLIENTS} clients; rounds: {rounds} x {each};"
        f" {median(web.cpu_ms):.2f} ms of processor a message"
    )
    for desk in desks:
        require_all_stored(desk, WARM_UP + rounds * each)
    yield at_least_of_raw("SQLite ingest, one web process", web.rate, "msg/s", raw=raw.rate, share=SHARE, note=size)
    yield at_most("SQLite ingest, p99", percentile(web.milliseconds, 99), "ms", limit=LIMIT_MS)
    yield shown("SQLite ingest alone by sqlite3, p50", median(raw.milliseconds), "ms")
    locked = sum(process.log_text.count("database is locked") for desk in desks for process in desk.processes.values())
    yield at_most("SQLite, lock errors in the logs", locked, "", limit=0)
    note = f"its workers answer, send and tell meanwhile; {median(embedded.cpu_ms):.2f} ms of processor a message"
    yield shown("SQLite ingest, whole embedded desk", embedded.rate, "msg/s", raw=raw.rate, note=note)
    yield shown("SQLite ingest, whole embedded desk, p99", percentile(embedded.milliseconds, 99), "ms", note=note)


def prepare(context: Context, count: int) -> tuple[tuple[Desk, Desk], Messages, SqliteLimit]:
    """Make one file, copy it for the embedded desk and the raw limit, and record what so many messages ask."""
    web = WebOnSqlite(context.fresh_directory("web"))
    embedded = EmbeddedDesk(context.fresh_directory("embedded"))
    recorder = WebOnSqlite(context.fresh_directory("recorded"))
    raw = context.fresh_directory("raw") / "raw.sqlite3"
    seeded = seeded_file(context, web.database)
    add_customers_sqlite(web.database, CUSTOMERS)
    for target in (embedded.database, recorder.database, raw):
        copy_file(web.database, target)
    messages = Messages(seeded, CUSTOMERS)
    context.progress(f"  recording what {count:,} messages ask")
    parts = record_statements(recorder, messages.make("recorded", count))
    return (web, embedded), messages, SqliteLimit(raw, parts, WARM_UP)


def require_all_stored(desk: Desk, count: int) -> None:
    """Make sure that a desk has stored each message that it answered with 200.

    Raises:
        RuntimeError: there are more or fewer.
    """
    path = Path(desk.environment["HANDOFFDESK_DATA_DIR"]) / "handoffdesk.sqlite3"
    with sqlite3.connect(path) as connection:
        stored = connection.execute(STORED, (f"wamid.{desk.directory.name}.%",)).fetchone()[0]
    connection.close()
    if stored != count:
        raise RuntimeError(f"{count} messages were answered with 200 and {stored} are stored")


LINE = Line("3", "ingest on SQLite", measure)
