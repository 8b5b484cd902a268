"""Desks as the lines need them: web processes alone, on a database that is prepared already."""

import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tools.stack import commands
from tools.stack.desk import Desk, Layout, ProductionDesk
from tools.testing.processes import free_port

START_SECONDS = 60
NO_WORKERS = {"outbound": 0, "ai": 0, "relay": 0, "sweeps": 0, "beat": 0, "watchdog": 0}
BENCH = "tools.bench"


def web_only(
    directory: Path, database_url: str, redis_url: str, *, web: int = 1, server: str = "uvicorn",
    environment: Mapping[str, str] | None = None,
) -> ProductionDesk:  # fmt: skip
    """Return production web processes without workers: what they wake, nobody does."""
    layout = Layout(web=web, server=server, environment=environment or {}, **NO_WORKERS)
    return ProductionDesk(layout, directory, database_url, redis_url)


class WebOnSqlite(Desk):
    """One web process (uvicorn) on SQLite without workers and without Redis."""

    def __init__(self, directory: Path, environment: Mapping[str, str] | None = None) -> None:
        """Start nothing yet."""
        port = free_port()
        super().__init__(directory, {"PUBLIC_BASE_URL": f"http://127.0.0.1:{port}"} | dict(environment or {}))
        self.urls = [f"http://127.0.0.1:{port}"]
        self.database = directory / "data" / "handoffdesk.sqlite3"
        self.add("web-1", commands.web("uvicorn", port))


@contextmanager
def running(desk: Desk) -> Iterator[Desk]:
    """Start the processes of a desk whose database is prepared; wait until its web processes answer."""
    try:
        desk.start()
        for url in desk.urls:
            _wait_for_web(desk, url)
        yield desk
    finally:
        desk.stop()


@contextmanager
def running_whole(desk: Desk) -> Iterator[Desk]:
    """The same for a desk with all its processes: wait until it says that it is ready."""
    try:
        desk.start()
        desk.wait_ready()
        yield desk
    finally:
        desk.stop()


def run_script(desk: Desk, module: str, *arguments: str, input: str | None = None) -> str:  # noqa: A002 - as subprocess
    """Run a script of the bench in the desk's environment; return what it printed.

    Raises:
        RuntimeError: it failed; carries what it said.
    """
    done = desk.run(str(commands.BIN / "python"), "-m", f"{BENCH}.{module}", *arguments, input=input)
    if done.returncode != 0:
        raise RuntimeError(f"{module} failed: {done.stderr[-2000:]}")
    return done.stdout


def _wait_for_web(desk: Desk, url: str) -> None:
    """Wait until this web process answers.

    Raises:
        TimeoutError: it did not in time; carries the end of the logs.
    """
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and all(process.alive for process in desk.processes.values()):
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):  # noqa: S310 - our own loopback address
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"{url} does not answer\n{desk.last_words()}")
