"""A PostgreSQL for the suites: the named one, the local one, or a throw-away one."""

import getpass
import shutil
import signal
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tools.testing import processes

USUAL_PORT = 5432
START_SECONDS = 30
# Durability is worth nothing in a database that lives for one test run; these make it about twice as fast.
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "listen_addresses=127.0.0.1",
)


def local_url() -> str | None:
    """Return the address of a server on the usual port that lets us make databases, else None."""
    if not processes.answers(USUAL_PORT):
        return None
    for user in dict.fromkeys(("postgres", getpass.getuser())):
        url = f"postgres://{user}@127.0.0.1:{USUAL_PORT}/postgres"
        if can_make_databases(url):
            return url
    return None


def can_make_databases(url: str) -> bool:
    """Tell whether this address connects and its user may create a database."""
    query = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(query).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


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


def start(directory: Path, stack: ExitStack) -> str | None:
    """Start a throw-away server under `directory`, stopped by the stack; return its address, None without binaries.

    Raises:
        RuntimeError: the binaries are there and the server does not come up.
    """
    initdb, postgres = server_binary("initdb"), server_binary("postgres")
    if initdb is None or postgres is None:
        return None
    home = directory / "postgres"
    home.mkdir()
    user = processes.unprivileged_user()
    processes.own(home, user)
    cluster, log, port = home / "cluster", home / "server.log", processes.free_port()
    making = processes.start(
        (initdb, "-D", str(cluster), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        log=log,
        user=user,
    )
    if making.wait(timeout=120) != 0:
        raise RuntimeError(f"initdb failed: {log.read_text(encoding='utf-8')[-800:]}")
    options = [
        part for setting in (*FAST, f"port={port}", f"unix_socket_directories={home}") for part in ("-c", setting)
    ]
    server = processes.start((postgres, "-D", str(cluster), *options), log=log, user=user)
    stack.callback(processes.stop, server, signal_number=signal.SIGINT)
    url = f"postgres://postgres@127.0.0.1:{port}/postgres"
    wait_until_ready(url, server, log)
    return url


def wait_until_ready(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait for the first successful connection.

    Raises:
        RuntimeError: the server ended or did not answer in time; carries the end of its log.
    """
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and server.poll() is None:
        if can_make_databases(url):
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(encoding='utf-8')[-800:]}")


def with_database(url: str, name: str) -> str:
    """Return the same address under another database name; Django puts `test_` before it, a worker's number behind."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def drop_databases(url: str, prefix: str) -> None:
    """Drop what an interrupted run left: every database whose name starts with this prefix."""
    try:
        with psycopg.connect(url, connect_timeout=3, autocommit=True) as connection:
            rows = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (prefix,)
            ).fetchall()
            for (name,) in rows:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    except psycopg.Error as error:
        print(f"test: the databases {prefix}* could not be dropped: {error}")
