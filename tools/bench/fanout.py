"""One event to thousands of sockets: by the raw server, and by the hub of a web process."""

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from notifications.realtime import groups, redis_feed
from tools.bench.context import Context
from tools.bench.desks import running, web_only
from tools.bench.login import log_in
from tools.bench.memory import processor_seconds
from tools.bench.result import median
from tools.bench.seeded import seeded_copy
from tools.bench.sockets import Sockets
from tools.stack.desk import Desk
from tools.stack.process import ROOT
from tools.stack.seed import Seeded

EVENTS = 10
PAUSE_SECONDS = 0.05
# A new socket looks a second time at who it belongs to after one second; then there is quiet for 45 seconds.
SETTLE_SECONDS = 2.5
# As long as an event with its conversation's row usually is.
EVENT_BYTES = 900


@dataclass(frozen=True)
class Spread:
    """How one event reached all sockets: milliseconds to the last and the middle one, processor time of the server."""

    last: float
    middle: float
    processor: float


def event_text(mark: str) -> str:
    """Return a text as long as an event, with the mark in it."""
    event = {"type": "event", "conversation": mark, "kind": "message.received", "row": {"last_preview": ""}}
    event["row"] = {"last_preview": "x" * (EVENT_BYTES - len(json.dumps(event)))}
    return json.dumps(event)


def spread(sockets: Sockets, count: int, emit: Callable[[str], None], pid: int, *, events: int = EVENTS) -> Spread:
    """Emit so many events one after another; return the middle of what was measured."""
    last, middle = [], []
    before = processor_seconds(pid)
    for _ in range(events):
        mark = secrets.token_hex(8)
        text = event_text(mark)
        sockets.watch(mark)
        time.sleep(PAUSE_SECONDS)
        started = time.monotonic()
        emit(text)
        receipts = [(moment - started) * 1000 for moment in sockets.collect(count)]
        last.append(max(receipts))
        middle.append(median(receipts))
    used = (processor_seconds(pid) - before) * 1000 / events
    return Spread(last=median(last), middle=median(middle), processor=used)


@contextmanager
def raw_server() -> Iterator[tuple[str, Callable[[str], None], int]]:
    """Run the raw server; give its address, how to emit through it, and its process id."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.bench.raw_sockets"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("The raw server has no pipes.")
    pipe = process.stdin

    def emit(text: str) -> None:
        pipe.write(text.encode() + b"\n")
        pipe.flush()

    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}", emit, process.pid
    finally:
        process.communicate(timeout=30)


@contextmanager
def hub_desk(context: Context, server: str) -> Iterator[tuple[Desk, Seeded]]:
    """Run one web process of this server on a seeded database with people of one team in it."""
    url, seeded = seeded_copy(context, server)
    desk = web_only(context.fresh_directory(server), url, context.redis.url, server=server)
    with running(desk):
        yield desk, seeded


def browsers(desk: Desk, seeded: Seeded) -> list[dict[str, str]]:
    """Return the headers of every agent's browser, logged in for good."""
    return [log_in(desk.urls[0], email=agent, password=seeded.password) for agent in seeded.agents]


def open_inboxes(sockets: Sockets, desk: Desk, headers: Sequence[Mapping[str, str]], count: int) -> float:
    """Open so many more inboxes and let them settle; return how many a second were let in."""
    opened = sockets.open(desk.urls[0], count, headers)
    time.sleep(SETTLE_SECONDS)
    return count / opened.seconds


def emitter(desk: Desk) -> Callable[[str], None]:
    """Return how a relay publishes an event: once, through Redis, to the group of the team (and the admins)."""
    with psycopg.connect(desk.environment["DATABASE_URL"]) as connection:
        row = connection.execute("SELECT id FROM accounts_team WHERE slug = 'support'").fetchone()
    if row is None:
        raise RuntimeError("The seeded team is missing.")
    names = [groups.team(row[0]), groups.ADMINS]

    def emit(text: str) -> None:
        redis_feed.send(desk.environment["REDIS_URL"], names, text)

    return emit
