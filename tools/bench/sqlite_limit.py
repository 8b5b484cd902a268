"""The raw limit of SQLite: what the desk asks for each message, asked by sqlite3 alone."""

import itertools
import json
import shutil
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools.bench.desks import run_script
from tools.bench.load_sender import write_requests
from tools.stack.desk import Desk

# As the desk sets them in its settings.
PRAGMAS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA foreign_keys=ON")
Part = list[tuple[str, list[Any]]]


def copy_file(source: Path, target: Path) -> None:
    """Copy a database that no process uses now, with what its log still holds."""
    with sqlite3.connect(source) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def record_statements(desk: Desk, requests: Sequence[bytes]) -> list[Part]:
    """Let the desk's code take these webhooks in a process of its own; return what each asked of the database."""
    asked, recorded = desk.directory / "requests", desk.directory / "recorded.json"
    with asked.open("wb") as file:
        write_requests(file, requests)
    run_script(desk, "sqlite_script", str(asked), str(recorded))
    parts: list[Part] = json.loads(recorded.read_text(encoding="utf-8"))
    return parts


class SqliteLimit:
    """Recorded statements asked again, one slice of messages after another, on a copy from before the recording."""

    def __init__(self, path: Path, parts: Sequence[Part], warm_up: int) -> None:
        """Connect and warm up with the first messages."""
        self._connection = sqlite3.connect(path, isolation_level=None, cached_statements=1000)
        for pragma in PRAGMAS:
            self._connection.execute(pragma)
        self._rest = iter(parts)
        self.milliseconds: list[float] = []
        self._take(warm_up)

    def round(self, count: int) -> float:
        """Replay the next `count` messages; return how many a second."""
        times = self._take(count)
        self.milliseconds += times
        return count / (sum(times) / 1000)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _take(self, count: int) -> list[float]:
        return [self._time(part) for part in itertools.islice(self._rest, count)]

    def _time(self, part: Part) -> float:
        cursor, began = self._connection.cursor(), time.perf_counter()
        for text, parameters in part:
            cursor.execute(text, parameters).fetchall()
        return (time.perf_counter() - began) * 1000
