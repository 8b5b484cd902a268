"""What the desk's database holds, read without a line of the desk's own code."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg


@dataclass(frozen=True)
class Thread:
    """A conversation."""

    id: str
    floor: str
    version: int
    last_inbound_version: int
    holder: int | None


@dataclass(frozen=True)
class Words:
    """A message; times are Unix seconds."""

    id: str
    thread: str
    version: int
    direction: str
    author: str
    purpose: str
    provider_id: str
    provider_at: float | None
    delivery: str
    created_at: float
    sending_at: float | None


@dataclass(frozen=True)
class Fact:
    """An event of the timeline."""

    thread: str
    version: int
    kind: str
    payload: dict[str, Any]
    at: float
    relayed: bool


@dataclass(frozen=True)
class Turn:
    """A turn of the AI."""

    thread: str
    inbound_version: int
    state: str
    floor_token: int = 0


@dataclass(frozen=True)
class Episode:
    """A handoff; `open_assignments` counts those that have not ended."""

    id: str
    thread: str
    team: int | None
    is_open: bool
    acknowledgement: str
    open_assignments: int


@dataclass(frozen=True)
class Update:
    """A stored webhook item."""

    kind: str
    provider_id: str
    state: str


@dataclass(frozen=True)
class Snapshot:
    """Everything that the audit looks at."""

    threads: list[Thread] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)


QUERIES = {
    "threads": "SELECT id, floor, version, last_inbound_version, holder_id FROM conversations_conversation",
    "words": (
        "SELECT id, conversation_id, version, direction, author, purpose, provider_id, provider_at, delivery,"
        " created_at, sending_at FROM conversations_message"
    ),
    "facts": "SELECT conversation_id, version, kind, payload, created_at, relayed_at FROM conversations_event",
    "turns": "SELECT conversation_id, inbound_version, state, floor_token FROM conversations_aiturn",
    "episodes": (
        "SELECT h.id, h.conversation_id, h.team_id, h.ended_at IS NULL, h.acknowledgement_id, "
        "(SELECT count(*) FROM routing_assignment a WHERE a.handoff_id = h.id AND a.ended_at IS NULL)"
        " FROM routing_handoff h"
    ),
    "updates": "SELECT kind, provider_id, state FROM conversations_inboundevent",
}


def take(database: str | Path) -> Snapshot:
    """Read a PostgreSQL address or an SQLite file, all tables in one transaction: one moment."""
    rows = _from_postgres(database) if isinstance(database, str) else _from_sqlite(database)
    return Snapshot(
        threads=[Thread(key(r[0]), r[1], r[2], r[3], r[4]) for r in rows["threads"]],
        words=[_words(row) for row in rows["words"]],
        facts=[Fact(key(r[0]), r[1], r[2], loads(r[3]), seconds(r[4]) or 0.0, r[5] is not None) for r in rows["facts"]],
        turns=[Turn(key(r[0]), r[1], r[2]) for r in rows["turns"]],
        episodes=[Episode(key(r[0]), key(r[1]), r[2], bool(r[3]), key(r[4]), r[5]) for r in rows["episodes"]],
        updates=[Update(*r) for r in rows["updates"]],
    )


def _words(row: Sequence[Any]) -> Words:
    return Words(
        id=key(row[0]), thread=key(row[1]), version=row[2], direction=row[3], author=row[4], purpose=row[5],
        provider_id=row[6], provider_at=seconds(row[7]), delivery=row[8], created_at=seconds(row[9]) or 0.0,
        sending_at=seconds(row[10]),
    )  # fmt: skip


def key(value: object) -> str:
    """Return an id as 32 hexadecimal digits, whichever database it comes from; empty for none."""
    return "" if value is None else str(value).replace("-", "")


def seconds(value: str | datetime | None) -> float | None:
    """Return Unix seconds of a stored time (SQLite keeps text in UTC)."""
    if value is None:
        return None
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def loads(value: Any) -> dict[str, Any]:
    """Return a JSON column as a dictionary; psycopg has read it already, sqlite3 has not."""
    read = json.loads(value) if isinstance(value, str) else value
    return read if isinstance(read, dict) else {}


def _from_postgres(url: str) -> dict[str, list[Any]]:
    with psycopg.connect(url, connect_timeout=5) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        return _rows(lambda query: connection.execute(query.encode()))


def _from_sqlite(path: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        return _rows(connection.execute)


def _rows(execute: Any) -> dict[str, list[Any]]:
    return {name: list(_each(execute(query))) for name, query in QUERIES.items()}


def _each(cursor: Iterable[Any]) -> Iterable[Any]:
    return cursor


def integrity(path: Path) -> str:
    """Return what SQLite says of a file's integrity: `ok`, or its first complaint."""
    with closing(sqlite3.connect(path, timeout=20)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
