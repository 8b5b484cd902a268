"""A PostgreSQL for the suites: the named one, the local one, or a throw-away one."""

import getpass
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tools.stack.servers import PostgresServer, server_binary
from tools.testing import processes

USUAL_PORT = 5432


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


def start(directory: Path, stack: ExitStack) -> str | None:
    """Start a throw-away server under `directory`, stopped by the stack; return its address, None without binaries.

    Raises:
        RuntimeError: the binaries are there and the server does not come up.
    """
    if server_binary("initdb") is None or server_binary("postgres") is None:
        return None
    return stack.enter_context(PostgresServer(directory / "postgres", durable=False)).url


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
