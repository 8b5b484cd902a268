"""What every line gets: a directory, servers of its own, and a voice."""

import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TypeVar, cast

import redis

from tools.bench.statements import LINE_PREFIX
from tools.stack.servers import PostgresServer, RedisServer

T = TypeVar("T")


class Context:
    """Servers are started at first use and live until the run ends."""

    def __init__(self, directory: Path, stack: ExitStack, *, quick: bool, say: Callable[[str], None]) -> None:
        """Work under `directory`; the stack stops what is started."""
        self.directory = directory
        self.quick = quick
        self._stack = stack
        self._say = say
        self._line = ""
        self._shared: dict[str, object] = {}
        self._made = 0
        self._started = time.monotonic()

    @cached_property
    def postgres(self) -> PostgresServer:
        """A PostgreSQL of its own with the durability of a production server."""
        settings = (f"log_line_prefix={LINE_PREFIX}", "track_commit_timestamp=on")
        return self._stack.enter_context(PostgresServer(self.directory / "postgres", settings=settings, durable=True))

    @cached_property
    def redis(self) -> RedisServer:
        """A Redis of its own."""
        return self._stack.enter_context(RedisServer(self.directory / "redis"))

    def begin(self, line: str) -> None:
        """Name the line that is measured now, for its directories and databases; empty Redis of the last one's jobs."""
        self._line = line
        if "redis" in vars(self):
            with redis.Redis.from_url(self.redis.url) as client:
                client.flushall()

    def once(self, name: str, make: Callable[["Context", ExitStack], T]) -> T:
        """Return what several lines share: made at first use; what it gives to the stack ends with the run."""
        if name not in self._shared:
            self._shared[name] = make(self, self._stack)
        return cast("T", self._shared[name])

    def fresh_directory(self, name: str) -> Path:
        """Return a new empty directory."""
        made = self.directory / f"line-{self._line}-{self._number()}-{name}"
        made.mkdir(parents=True)
        return made

    def fresh_database(self, name: str) -> str:
        """Return the address of a new empty database."""
        return self.postgres.database_url(self.name(name))

    def name(self, name: str) -> str:
        """Return a name for a database that no other has in this run."""
        return re.sub(r"\W", "_", f"bench_{self._line}_{self._number()}_{name}".lower())

    def size(self, full: int, quick: int | None = None) -> int:
        """Return how many: the full number, or in a quick run the smaller one (a tenth, if none is given)."""
        if not self.quick:
            return full
        return quick if quick is not None else max(full // 10, 1)

    def progress(self, text: str) -> None:
        """Say what happens now."""
        self._say(f"{time.monotonic() - self._started:6.1f} s  {text}")

    def _number(self) -> int:
        self._made += 1
        return self._made
