"""A desk seeded once in a run on each database; every line that needs one works on a copy.

Both hold a team, its people, a simulated WhatsApp number, 1,000 phrases beside the shipped rules, and one customer, who
has asked once and was answered; nothing waits.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tools.bench.context import Context
from tools.bench.desks import WebOnSqlite, run_script, web_only
from tools.bench.sqlite_limit import copy_file
from tools.bench.statements import copy_database
from tools.stack.desk import Desk
from tools.stack.seed import Seeded, seed

PHRASES = 1_000
AGENTS = 5


@dataclass(frozen=True)
class SeededDatabase:
    """The address of the database, which nobody may connect to, and how to get in."""

    url: str
    seeded: Seeded


@dataclass(frozen=True)
class SeededFile:
    """The same on SQLite."""

    path: Path
    seeded: Seeded


def seeded_copy(context: Context, name: str) -> tuple[str, Seeded]:
    """Return a PostgreSQL database of one's own and how to get in."""
    source = context.once("seeded", _make)
    return copy_database(context.postgres, source.url, context.name(name)), source.seeded


def seeded_file(context: Context, target: Path) -> Seeded:
    """Copy the seeded SQLite file to `target`; return how to get in."""
    source = context.once("seeded file", _make_file)
    copy_file(source.path, target)
    return source.seeded


def _make(context: Context, _stack: ExitStack) -> SeededDatabase:
    context.progress(f"  seeding a desk on PostgreSQL with {PHRASES:,} phrases")
    url = context.fresh_database("seeded")
    desk = web_only(context.fresh_directory("seeded"), url, context.redis.url)
    return SeededDatabase(url, _seed(desk))


def _make_file(context: Context, _stack: ExitStack) -> SeededFile:
    context.progress(f"  seeding a desk on SQLite with {PHRASES:,} phrases")
    desk = WebOnSqlite(context.fresh_directory("seeded"))
    return SeededFile(desk.database, _seed(desk))


def _seed(desk: Desk) -> Seeded:
    desk.prepare()
    seeded = seed(desk, customers=1, phrases=PHRASES, agents=AGENTS)
    run_script(desk, "settle_script")
    return seeded
