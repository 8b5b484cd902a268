"""What the desk really asks of PostgreSQL: read from the server's own log, and asked again without the desk."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import RawCursor, sql

from tools.stack.servers import PostgresServer

# The server must write its log with this prefix: `%d` is the database.
LINE_PREFIX = "%m [%p] %d> "
_ENTRY = re.compile(r"^\S+ \S+ \S+ \[\d+\] (\S*)> ([A-Z]+):  (.*)$", re.DOTALL)
_EXECUTE = re.compile(r"^execute [^:]+: (.*)$", re.DOTALL)
_PARAMETER = re.compile(r"\$\d+ = (NULL|'(?:[^']|'')*')")
_SAVEPOINT = re.compile(r'^((?:RELEASE |ROLLBACK TO )?SAVEPOINT )"\w+"$')
MARK = "SELECT 'bench: end of a part'"
# What the connection does for itself: not the message's work.
_OF_THE_CONNECTION = ("DEALLOCATE", "SET ", "SELECT set_config")


@dataclass(frozen=True)
class Statement:
    """One statement as the server was asked it, with its parameters as text."""

    text: str
    parameters: tuple[str | None, ...] = ()

    @property
    def is_commit(self) -> bool:
        """Whether it ends a transaction for good."""
        return self.text.strip().upper() == "COMMIT"


class Recorder:
    """Records what a database is asked while parts of work are done one after another."""

    def __init__(self, server: PostgresServer, url: str) -> None:
        """Record this database of this server."""
        self._log = server.log
        self._database = url.rsplit("/", 1)[-1]
        self._connection = psycopg.connect(url, autocommit=True)
        self._from = 0

    def part(self, work: Callable[[], object]) -> None:
        """Do one part of the work and mark its end in the log."""
        work()
        self.mark()

    def mark(self) -> None:
        """Mark the end of a part in the log."""
        self._connection.execute(MARK)

    def start(self) -> None:
        """Have the server log every statement of connections that are opened from now on."""
        self._alter("SET log_statement = 'all'")
        self._connection.execute("SET log_statement = 'all'")
        self._from = self._log.stat().st_size

    def stop(self) -> None:
        """End the logging."""
        self._alter("RESET log_statement")
        self._connection.close()

    def parts(self) -> list[list[Statement]]:
        """Return the statements of each part so far."""
        with self._log.open("rb") as file:
            file.seek(self._from)
            return read_parts(file.read().decode(), self._database)

    def _alter(self, what: str) -> None:
        name = sql.Identifier(self._database)
        self._connection.execute(sql.SQL("ALTER DATABASE {} ").format(name) + sql.SQL(what))


@contextmanager
def recording(server: PostgresServer, url: str) -> Iterator[Recorder]:
    """Record a database for the length of a `with` block."""
    recorder = Recorder(server, url)
    recorder.start()
    try:
        yield recorder
    finally:
        recorder.stop()


def read_parts(log: str, database: str) -> list[list[Statement]]:
    """Return the statements of one database, cut at the marks; what comes after the last mark is left out."""
    parts: list[list[Statement]] = [[]]
    for name, level, text in _entries(log):
        asked = _asked(text) if level == "LOG" and name == database else None
        if asked == MARK:
            parts.append([])
        elif asked is not None:
            parts[-1].append(Statement(same_savepoints(asked)))
        elif level == "DETAIL" and name == database and text.startswith("parameters: "):
            parts[-1][-1] = replace(parts[-1][-1], parameters=read_parameters(text))
    return [[one for one in part if not one.text.startswith(_OF_THE_CONNECTION)] for part in parts[:-1]]


def read_parameters(text: str) -> tuple[str | None, ...]:
    """Return the values of `$1 = 'it''s', $2 = NULL`."""
    return tuple(None if value == "NULL" else value[1:-1].replace("''", "'") for value in _PARAMETER.findall(text))


def same_savepoints(text: str) -> str:
    """Return the statement with the same name for each savepoint: Django counts them, and no plan would be kept."""
    return _SAVEPOINT.sub(r"\1savepoint", text)


def _entries(log: str) -> Iterator[tuple[str, str, str]]:
    """Yield database, level and text of each entry; its further lines begin with a tab."""
    for entry in re.split(r"\n(?!\t)", log):
        if found := _ENTRY.match(entry.replace("\n\t", "\n")):
            yield found[1], found[2], found[3]


def _asked(text: str) -> str | None:
    if found := _EXECUTE.match(text):
        return found[1]
    return text.removeprefix("statement: ") if text.startswith("statement: ") else None


class Replay:
    """Asks recorded statements again: one psycopg connection, every statement prepared, every row fetched."""

    def __init__(self, url: str) -> None:
        """Connect. The database must be as it was before the recording, so that its numbers come out the same."""
        self._connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
        self._connection.prepared_max = 1000
        self._cursor: RawCursor[Any] = RawCursor(self._connection)

    def run(self, parts: Sequence[Sequence[Statement]]) -> list[float]:
        """Ask the statements of each part; return how many milliseconds each part took."""
        return [self._time(part) for part in parts]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _time(self, part: Sequence[Statement]) -> float:
        cursor, began = self._cursor, time.perf_counter()
        for statement in part:
            cursor.execute(statement.text, statement.parameters or None)
            if cursor.description:
                cursor.fetchall()
        return (time.perf_counter() - began) * 1000


def copy_database(server: PostgresServer, source_url: str, name: str) -> str:
    """Copy a database that nobody is connected to; return the copy's address."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(source_url.rsplit("/", 1)[-1])
        )
        # Copying files instead of logging pages: seconds instead of a minute for a large one.
        is_new = connection.info.server_version >= 150000
        connection.execute(statement + sql.SQL(" STRATEGY FILE_COPY" if is_new else ""))
    return server.address_of(name)


def read_counts(url: str) -> dict[str, int]:
    """Return how many rows each table has."""
    with psycopg.connect(url, autocommit=True) as connection:
        names = connection.execute("SELECT relname FROM pg_stat_user_tables ORDER BY relname").fetchall()
        counts = {}
        for (name,) in names:
            row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
            counts[name] = row[0] if row else 0
        return counts
