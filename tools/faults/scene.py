"""A desk with its stand-ins, ready to be broken: started, seeded, watched until it is settled, audited."""

import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tools.faults import snapshot
from tools.faults.audit import Findings, audit
from tools.faults.context import Context
from tools.faults.journal import Model, Provider
from tools.faults.load import Load
from tools.stack.desk import Desk, EmbeddedDesk, Layout, ProductionDesk
from tools.stack.seed import Seeded, seed

# Short leases, so that a dead worker's work is taken up within seconds: 2 x 2 + 10 s for a send that was claimed, and
# 30 + 2 s for a turn of the AI. The defaults are 40 s and 45 s.
HTTP_TIMEOUT_SECONDS = 2
AI_TIMEOUT_SECONDS = 2
DELIVERY_LEASE_SECONDS = 14
TURN_LEASE_SECONDS = 32
# A claim of deadlines: LEASE and LEASE_FOR_EACH of routing/services/deadlines.py, for some sixty of them.
DEADLINE_LEASE_SECONDS = 12

OPEN_WORK = """
SELECT (SELECT count(*) FROM conversations_aiturn WHERE state IN ('due', 'running'))
     + (SELECT count(*) FROM conversations_message WHERE direction = 'out' AND delivery IN ('queued', 'sending'))
     + (SELECT count(*) FROM conversations_inboundevent WHERE state = 'stored')
     + (SELECT count(*) FROM conversations_event WHERE relayed_at IS NULL)
"""


@dataclass
class Scene:
    """A running desk. `database` is the address or the file that the audit reads, never through a proxy."""

    desk: Desk
    seeded: Seeded
    provider: Provider
    model: Model
    database: str | Path

    def load(self, *, clients: int = 8, patience: float = 120) -> Load:
        """Return customers who post to every web process."""
        return Load(self.desk.urls, self.seeded, clients=clients, patience=patience)

    def snapshot(self) -> snapshot.Snapshot:
        """Return what the database holds now."""
        return snapshot.take(self.database)

    def audit(self, accepted: Collection[str], *, may_fail: bool = False) -> Findings:
        """Judge the desk as it is now."""
        return audit(self.snapshot(), accepted=accepted, sends=list(self.provider.sends), may_fail=may_fail)

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """Return the rows of a query."""
        if isinstance(self.database, str):
            with psycopg.connect(self.database, connect_timeout=5) as connection:
                return list(connection.execute(query.encode()).fetchall())
        with closing(sqlite3.connect(self.database, timeout=20)) as file:
            return list(file.execute(query).fetchall())

    def change(self, statement: str) -> None:
        """Change rows behind the desk's back, for example to let a deadline run out."""
        if not isinstance(self.database, str):
            with closing(sqlite3.connect(self.database, timeout=20)) as file, file:
                file.execute(statement)
            return
        with psycopg.connect(self.database, connect_timeout=5) as connection:
            connection.execute(statement.encode())

    def open_work(self) -> int:
        """Return how many turns, messages, webhooks and events still wait for something."""
        return int(str(self.ask(OPEN_WORK)[0][0]))

    def wait_settled(self, seconds: float = 120) -> float | None:
        """Wait until nothing is open; return how many seconds that took, None when it did not come in time."""
        began = time.monotonic()
        return time.monotonic() - began if wait_for(lambda: self.open_work() == 0, seconds) else None


def wait_for(condition: Callable[[], bool], seconds: float, *, step: float = 0.1) -> bool:
    """Wait until the condition holds; return whether it came in time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(step)
    return True


@contextmanager
def production(
    context: Context, name: str, layout: Layout, *, redis_port: int = 0, postgres_port: int = 0,
    ai_seconds: int = AI_TIMEOUT_SECONDS,
) -> Iterator[Scene]:  # fmt: skip
    """Start and seed a production set on a new database; the ports are those of a proxy, or 0 for the servers' own."""
    database = context.fresh_database(name)
    database_seen = through(database, postgres_port)
    redis_seen = through(context.redis.url, redis_port)
    with Provider() as provider, Model() as model:
        layout = replace(layout, environment=_environment(provider) | dict(layout.environment))
        desk = ProductionDesk(layout, context.fresh_directory(name), database_seen, redis_seen)
        with _seeded(desk, provider, model, ai_seconds) as seeded:
            yield Scene(desk, seeded, provider, model, database)


@contextmanager
def embedded(
    context: Context, name: str, *, ai_seconds: int = AI_TIMEOUT_SECONDS, directory: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Scene]:  # fmt: skip
    """Start and seed an embedded desk on SQLite, in a fresh directory unless one is given."""
    with Provider() as provider, Model() as model:
        desk = EmbeddedDesk(
            directory or context.fresh_directory(name), _environment(provider) | dict(environment or {})
        )
        with _seeded(desk, provider, model, ai_seconds) as seeded:
            yield Scene(desk, seeded, provider, model, desk.database)


def through(url: str, port: int) -> str:
    """Return the same address at another port of the loopback."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.replace(str(parts.port), str(port)))) if port else url


@contextmanager
def _seeded(desk: Desk, provider: Provider, model: Model, ai_seconds: int) -> Iterator[Seeded]:
    with desk:
        yield seed(desk, ai_base_url=model.base_url, ai_timeout_seconds=ai_seconds, meta_base_url=provider.base_url)


def _environment(provider: Provider) -> dict[str, str]:
    return {"META_GRAPH_BASE_URL": provider.base_url, "HTTP_TIMEOUT_SECONDS": str(HTTP_TIMEOUT_SECONDS)}
