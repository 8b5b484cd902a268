"""Many customers in seconds: copies, made inside the database, of one whose conversation the desk itself has led.

The copied rows are what the services wrote for the first customer (their question, the AI's answer, the events, the
turn), with keys and addresses of their own. Customer n has the address that `whatsapp.customer_address(n)` returns.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

LEAD, CONVERSATION = "conversations_lead", "conversations_conversation"
TABLES = (
    LEAD,
    "conversations_leadidentity",
    CONVERSATION,
    "conversations_message",
    "conversations_event",
    "conversations_inboundevent",
    "conversations_aiturn",
)
KEYS = frozenset({"id", "lead_id", "conversation_id", "message_id"})


@dataclass(frozen=True)
class Dialect:
    """How a database says what the copies need; `{column}` is the copied column, `n` the customer's number."""

    key: str
    key_types: frozenset[str]
    number: str
    series: str


POSTGRESQL = Dialect(
    key="overlay({column}::text placing lpad(to_hex(n), 12, '0') from 25)::uuid",
    key_types=frozenset({"uuid"}),
    number="lpad(n::text, 7, '0')",
    series="generate_series({first}, {last}) AS numbers(n)",
)
SQLITE = Dialect(
    key="substr({column}, 1, 20) || printf('%012x', n)",
    key_types=frozenset({"char(32)"}),
    number="printf('%07d', n)",
    series="(WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n < {last})"
    " SELECT n FROM numbers)",
)


def add_customers(url: str, count: int) -> None:
    """Let a PostgreSQL desk with one customer have `count`, and bring its statistics up to date."""
    with psycopg.connect(url, autocommit=True) as connection:
        with connection.transaction():
            # The copies keep what triggers and foreign keys hold, because the copied rows do.
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute("SET LOCAL synchronous_commit = off")
            for table in TABLES:
                rows = connection.execute(
                    "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
                    " ORDER BY ordinal_position",
                    (table,),
                ).fetchall()
                connection.execute(copy_statement(POSTGRESQL, table, rows, count).encode())
        # Otherwise autovacuum comes in the middle of a measurement.
        connection.execute("VACUUM ANALYZE")


def add_customers_sqlite(path: Path, count: int) -> None:
    """The same for the embedded desk's file, which no process uses now."""
    with sqlite3.connect(path) as connection:
        for table in TABLES:
            rows = [(row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({table})")]
            connection.execute(copy_statement(SQLITE, table, rows, count))
    connection.close()


def copy_statement(dialect: Dialect, table: str, columns: Sequence[tuple[str, str]], count: int) -> str:
    """Return the statement that copies the one customer's rows of a table for the customers 1 to `count` - 1.

    `columns` are names and types in the database's words.
    """
    pairs = {
        name: source for name, kind in columns if (source := _source(dialect, table, name, kind.lower())) is not None
    }
    series = dialect.series.format(first=1, last=count - 1)
    names = ", ".join(f'"{name}"' for name in pairs)
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(pairs.values())} FROM {table}, {series}"  # noqa: S608 - names of our own tables


def _source(dialect: Dialect, table: str, name: str, kind: str) -> str | None:
    """Return what a column of a copy holds; None when the database numbers it."""
    column = f'{table}."{name}"'
    if name in KEYS and kind in dialect.key_types:
        return dialect.key.format(column=column)
    if name == "id":
        return None
    if name in {"external_id", "canonical"}:
        return f"'1555' || {dialect.number}"
    if name == "phone":
        return f"'+1555' || {dialect.number}"
    if name == "provider_id":
        return f"CASE {column} WHEN '' THEN '' ELSE {column} || '.' || n END"
    return column
