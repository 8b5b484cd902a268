"""11: a page of the inbox, by the number of conversations and messages."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from tools.bench import rows
from tools.bench.context import Context
from tools.bench.desks import run_script, running, web_only
from tools.bench.login import Caller, log_in
from tools.bench.registry import Line
from tools.bench.result import Result, at_most, at_most_of_raw, median, percentile, shown
from tools.bench.seeded import seeded_copy
from tools.stack.desk import Desk
from tools.stack.seed import Seeded

SIZES = (2_000, 20_000, 200_000)
QUICK_SIZES = (2_000, 4_000, 20_000)
SQL_ROUNDS, CALLS, CURVE_CALLS = 20, 100, 30
SQL_MS, HTTP_MS, DEEP_TIMES = 5, 50, 3
# What people have open all day; the other views are in the note.
SHOWN = ("mine", "waiting", "all")
LIST = "/api/v1/conversations/"
# The least that a page can be: the keys of one team's newest rows, from an index, prepared.
RAW = """
SELECT id FROM conversations_conversation WHERE team_id = %s AND floor = 'ai' AND NOT status = 'resolved'
ORDER BY last_message_at DESC, id DESC LIMIT 51
"""


@dataclass(frozen=True)
class Pages:
    """One size: milliseconds of SQL for each view (first, deep), of each HTTP call, and of the raw page."""

    size: int
    sql: dict[str, dict[str, Any]]
    http: dict[str, list[float]]
    raw: float


def measure(context: Context) -> Iterator[Result]:
    """Grow one database from size to size; judge the largest."""
    sizes = QUICK_SIZES if context.quick else SIZES
    url, seeded = seeded_copy(context, "inbox")
    desk = web_only(context.fresh_directory("inbox"), url, context.redis.url)
    with running(desk), psycopg.connect(url, autocommit=True) as connection:
        people, before = rows.populate(connection, 0), 0
        headers = log_in(desk.urls[0], email=seeded.agents[0], password=seeded.password)
        for size in sizes:
            started = time.monotonic()
            rows.add_conversations(connection, people, first=before + 1, last=size)
            rows.adopt(connection, people, email=seeded.agents[0])
            context.progress(f"  {size:,} conversations made in {time.monotonic() - started:.0f} s")
            # The server hangs up on a quiet connection while the next rows are made.
            caller = Caller(desk.urls[0], headers)
            calls = CALLS if size == sizes[-1] else CURVE_CALLS
            pages = measure_size(context, desk, seeded, caller, size, context.size(calls, 30))
            caller.close()
            yield from judged(pages) if size == sizes[-1] else [curve(pages)]
            before = size


def measure_size(context: Context, desk: Desk, seeded: Seeded, caller: Caller, size: int, calls: int) -> Pages:
    """Measure SQL, then HTTP, then the raw page."""
    rounds = context.size(SQL_ROUNDS, 10)
    sql = json.loads(run_script(desk, "inbox_script", seeded.agents[0], str(rounds)))
    http = {view: ask(caller, f"{LIST}?view={view}", calls) for view in SHOWN}
    http["all, deep"] = ask(caller, f"{LIST}?view=all&cursor={sql['all']['cursor']}", calls)
    with psycopg.connect(desk.environment["DATABASE_URL"], prepare_threshold=1) as connection:
        return Pages(size, sql, http, raw_page(connection, rounds))


def ask(caller: Caller, path: str, calls: int) -> list[float]:
    """Return the milliseconds of each call after a few to warm up."""
    for _ in range(5):
        caller.get(path)
    return [caller.get(path).milliseconds for _ in range(calls)]


def raw_page(connection: rows.Connection, rounds: int) -> float:
    """Return the middle milliseconds of the least page."""
    team = connection.execute("SELECT min(id) FROM accounts_team WHERE slug LIKE 'bench-%'").fetchone()
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        connection.execute(RAW, team).fetchall()
        taken.append((time.perf_counter() - started) * 1000)
    return median(taken)


def judged(pages: Pages) -> Iterator[Result]:
    """Judge a size: the slowest view in SQL, the slowest of the shown ones over HTTP, the deep page by the first."""
    where = f"{pages.size:,} conversations, {pages.size * rows.MESSAGES_EACH:,} messages"
    firsts = {view: found["first"] for view, found in pages.sql.items()}
    each = ", ".join(f"{view} {taken:.1f}" for view, taken in firsts.items())
    yield at_most("inbox page, SQL, slowest view, p50", max(firsts.values()), "ms", limit=SQL_MS, raw=pages.raw,
                  note=f"{where}; {each}; raw: keys only")  # fmt: skip
    tails = {view: percentile(taken, 99) for view, taken in pages.http.items()}
    each = ", ".join(f"{view} {tail:.0f} (p50 {median(pages.http[view]):.0f})" for view, tail in tails.items())
    yield at_most("inbox page, HTTP, slowest view, p99", max(tails.values()), "ms", limit=HTTP_MS, note=each)
    for view in ("all", "waiting"):
        found = pages.sql[view]
        if "deep" not in found:
            continue  # a quick run has too few
        yield at_most_of_raw(f"deep page, {view}, SQL, p50", found["deep"], "ms", raw=found["first"], times=DEEP_TIMES,
                             note=f"nine tenths of {found['rows']:,} rows down; raw: the first page")  # fmt: skip


def curve(pages: Pages) -> Result:
    """Show a smaller size."""
    firsts = {view: found["first"] for view, found in pages.sql.items()}
    tail = max(percentile(taken, 99) for taken in pages.http.values())
    note = f"{pages.size * rows.MESSAGES_EACH:,} messages; HTTP p99 {tail:.0f} ms"
    return shown(f"inbox page, SQL, slowest view, p50, {pages.size:,} conversations", max(firsts.values()), "ms",
                 raw=pages.raw, note=note)  # fmt: skip


LINE = Line("11", "inbox page", measure)
