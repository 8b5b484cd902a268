"""What every case gets: a directory, servers of its own, a seed and a voice."""

import random
import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

import redis

from tools.stack.servers import PostgresServer, RedisServer


class Context:
    """Servers are started at first use, and are up and (Redis) empty again before each case."""

    def __init__(
        self, directory: Path, stack: ExitStack, *, seed: int, quick: bool, say: Callable[[str], None] = print
    ) -> None:
        """Work under `directory`; the stack stops what is started."""
        self.directory = directory
        self.seed = seed
        self.quick = quick
        self.code = ""
        self._stack = stack
        self._say = say
        self._started = time.monotonic()
        self._databases = 0

    @cached_property
    def postgres(self) -> PostgresServer:
        """A PostgreSQL of its own. What it has committed survives its death: the cases depend on it."""
        home = self.directory / "postgres"
        return self._stack.enter_context(PostgresServer(home, durable=True))

    @cached_property
    def redis(self) -> RedisServer:
        """A Redis of its own."""
        return self._stack.enter_context(RedisServer(self.directory / "redis"))

    def begin(self, code: str) -> None:
        """Get ready for a case: whatever the one before has broken works again, and Redis is empty."""
        self.code = code
        if "postgres" in vars(self) and not self.postgres.is_up():
            self.postgres.start()
        if "redis" in vars(self):
            if not self.redis.is_up():
                self.redis.start()
            with redis.Redis.from_url(self.redis.url) as client:
                client.flushall()

    def fresh_directory(self, name: str) -> Path:
        """Return an empty directory for one desk of the current case."""
        made = self.directory / f"{self.code.lower()}-{name}"
        made.mkdir(parents=True)
        return made

    def fresh_database(self, name: str) -> str:
        """Return the address of a new empty database."""
        self._databases += 1
        return self.postgres.database_url(re.sub(r"\W", "_", f"{self.code}_{name}_{self._databases}".lower()))

    def chance(self, *salt: object) -> random.Random:
        """Return a random source that the seed decides; the same salt gives the same numbers."""
        return random.Random(f"{self.seed}:{self.code}:{salt}")  # noqa: S311 - reproducible, no secret

    def size(self, full: int, quick: int) -> int:
        """Return how many: the full number, or the smaller one of a quick run."""
        return quick if self.quick else full

    def progress(self, text: str) -> None:
        """Say what happens now."""
        self._say(f"{time.monotonic() - self._started:7.1f} s  {self.code:<4} {text}")
