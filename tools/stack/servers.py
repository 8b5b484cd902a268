"""A PostgreSQL and a Redis of our own: real servers on free ports that can be stopped, killed and started again."""

import shutil
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
import redis
from psycopg import sql

from tools.stack.process import Process
from tools.testing import processes

START_SECONDS = 60
STOP_SECONDS = 30
LOOPBACK = "127.0.0.1"


class Server:
    """What both have in common: a directory, a port that stays the same, and a process."""

    process: Process

    def __init__(self, directory: Path, port: int = 0) -> None:
        """Make the directory; take this port, or a free one."""
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.port = port or processes.free_port()

    @property
    def log(self) -> Path:
        """Where the server writes what it has to say."""
        return self.directory / "server.log"

    def is_up(self) -> bool:
        """Tell whether the server answers."""
        raise NotImplementedError

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            RuntimeError: it ended or did not answer in time; carries the end of its log.
        """
        self.process.start()
        self._wait_until(self.is_up, START_SECONDS)

    def stop(self) -> None:
        """Stop the server in order."""
        raise NotImplementedError

    def kill(self) -> None:
        """Stop the server as a crash does."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    def _wait_until(self, condition: Callable[[], bool], seconds: float) -> None:
        give_up = time.monotonic() + seconds
        while self.process.alive and time.monotonic() < give_up:
            if condition():
                return
            time.sleep(0.05)
        raise RuntimeError(f"{self.process.name} did not start: {self.process.log_text[-800:]}")


class PostgresServer(Server):
    """A cluster of our own, made by the first start. Everybody on this machine may connect as `postgres`."""

    def __init__(
        self, directory: Path, *, port: int = 0, settings: Sequence[str] = (), durable: bool = True
    ) -> None:  # fmt: skip
        """Take PostgreSQL's own settings as `name=value`; `durable=False` is for what lives for one test run."""
        super().__init__(directory, port)
        self._user = processes.unprivileged_user()
        self._settings = (*(() if durable else NOT_DURABLE), *COMMON, *settings)
        self.cluster = directory / "cluster"
        self.url = f"postgres://postgres@{LOOPBACK}:{self.port}/postgres"
        self.process = self._run("postgres", "postgres", "-D", str(self.cluster), *self._options())

    def is_up(self) -> bool:
        """Tell whether a connection succeeds."""
        try:
            with psycopg.connect(self.url, connect_timeout=2):
                return True
        except psycopg.Error:
            return False

    def start(self) -> None:
        """Make the cluster if there is none, start the server, wait for the first connection (also after a crash).

        Raises:
            RuntimeError: no cluster could be made, or the server did not come up; carries the end of its log.
        """
        processes.own(self.directory, self._user)
        if not (self.cluster / "PG_VERSION").is_file():
            self._make_cluster()
        super().start()

    def stop(self) -> None:
        """Roll back what runs, disconnect everybody, and end ("fast")."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End at once without a checkpoint (`pg_ctl stop -m immediate`); the next start recovers from the log."""
        self._end(signal.SIGQUIT)

    def database_url(self, name: str) -> str:
        """Create an empty database, replacing one of this name; return its address."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            identifier = sql.Identifier(name)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
        return self.address_of(name)

    def make_database(self, name: str) -> bool:
        """Create a database unless there is one of this name; return whether it is new."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(query, (name,)).fetchone():
                return False
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return True

    def address_of(self, name: str) -> str:
        """Return the address of a database."""
        return self.url.removesuffix("/postgres") + f"/{name}"

    def _make_cluster(self) -> None:
        making = self._run(
            "initdb", "initdb", "-D", str(self.cluster), "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        making.start()
        if making.wait(120) != 0:
            raise RuntimeError(f"initdb failed: {making.log_text[-800:]}")

    def _run(self, name: str, program: str, *arguments: str) -> Process:
        binary = server_binary(program)
        if binary is None:
            raise RuntimeError("PostgreSQL is not installed. On Debian: apt-get install postgresql")
        # SIGQUIT, so that PostgreSQL takes its own children along when we are gone.
        return Process(
            name, (binary, *arguments), {"LC_ALL": "C.UTF-8"}, self.log, cwd=self.directory, user=self._user,
            end_signal=signal.SIGQUIT,
        )  # fmt: skip

    def _options(self) -> list[str]:
        own = (f"port={self.port}", f"listen_addresses={LOOPBACK}", f"unix_socket_directories={self.directory}")
        return [part for setting in (*self._settings, *own) for part in ("-c", setting)]

    def _end(self, signal_number: int) -> None:
        if self.process.alive:
            self.process.send(signal_number)
        try:
            self.process.wait(STOP_SECONDS)
        except TimeoutError:
            self.process.kill()


COMMON = ("max_connections=200",)
# Durability is worth nothing in a database that lives for one test run; this makes it about twice as fast.
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class RedisServer(Server):
    """A Redis that keeps everything in memory: the desk needs nothing of it after a restart."""

    def __init__(self, directory: Path, *, port: int = 0, options: Sequence[str] = ()) -> None:
        """Take further options of the command line, for example `--maxmemory 64mb`."""
        super().__init__(directory, port)
        binary = shutil.which("redis-server")
        if binary is None:
            raise RuntimeError("Redis is not installed. On Debian: apt-get install redis-server")
        self.url = f"redis://{LOOPBACK}:{self.port}/0"
        own = ("--bind", LOOPBACK, "--port", str(self.port), "--dir", str(directory))
        command = (binary, *own, "--save", "", "--appendonly", "no", *options)
        self.process = Process("redis", command, {}, self.log, cwd=directory)

    def is_up(self) -> bool:
        """Tell whether the server answers a ping."""
        try:
            with redis.Redis.from_url(self.url, socket_timeout=2, socket_connect_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def stop(self) -> None:
        """Ask it to end."""
        self.process.stop(STOP_SECONDS)

    def kill(self) -> None:
        """SIGKILL: everything it held is gone."""
        self.process.kill()


def server_binary(name: str) -> str | None:
    """Return the path of a PostgreSQL program: the newest packaged one, else what the path offers."""
    packaged = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=version_of, reverse=True)
    return str(packaged[0]) if packaged else shutil.which(name)


def version_of(binary: Path) -> float:
    """Return the version in /usr/lib/postgresql/<version>/bin/<name>."""
    try:
        return float(binary.parent.parent.name)
    except ValueError:
        return 0.0
