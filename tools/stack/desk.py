"""The desk as its real processes: the production set on PostgreSQL and Redis, or the embedded one."""

import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tools.stack import commands
from tools.stack.process import ROOT, Process
from tools.testing import clock
from tools.testing.processes import free_port

READY_SECONDS = 90
STOP_SECONDS = 40
SECRET_KEY = "tools-stack-0f6d1c6d9b5e4a3f8c7b2a1e0d9c8b7a6f5e4d3c2b1a0f9e"  # noqa: S105 - opens only what a tool started
# All that a desk's processes inherit: a developer's own settings must not reach a desk that a tool starts.
INHERITED = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ", "USER")


@dataclass(frozen=True)
class Layout:
    """How many processes of each kind; `environment` adds variables or overrides ours."""

    web: int = 1
    server: str = "uvicorn"
    outbound: int = 1
    ai: int = 1
    relay: int = 1
    sweeps: int = 1
    beat: int = 1
    watchdog: int = 1
    environment: Mapping[str, str] = field(default_factory=dict)

    def count(self, queue: str) -> int:
        """Return how many workers a queue has."""
        number: int = getattr(self, queue)
        return number


class Desk:
    """What both sets have in common. A context manager: enters ready, leaves with everything stopped."""

    def __init__(self, directory: Path, environment: Mapping[str, str]) -> None:
        """Start nothing yet; logs go to `directory`/logs."""
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.environment = {name: value for name, value in os.environ.items() if name in INHERITED} | {
            **clock.inherited(),
            "HANDOFFDESK_DATA_DIR": str(directory / "data"),
            "SECRET_KEY": SECRET_KEY,
            # Stand-ins for providers and models listen on the loopback, which production does not reach on its own.
            "ALLOWED_PRIVATE_CIDRS": "127.0.0.0/8,::1/128",
            "DJANGO_SETTINGS_MODULE": "handoffdesk.settings",
            "PYTHONUNBUFFERED": "1",
            **environment,
        }
        (directory / "data" / "static").mkdir(parents=True, exist_ok=True)
        self.processes: dict[str, Process] = {}
        self.urls: list[str] = []

    def prepare(self) -> None:
        """Bring the database up to the code."""
        self.manage("migrate", "--verbosity", "0").check_returncode()

    def start(self) -> None:
        """Start every process that does not run."""
        for process in self.processes.values():
            if not process.alive:
                process.start()

    def stop(self) -> None:
        """Ask all processes to stop at once, as systemd does, and wait; what does not is killed."""
        for process in self.processes.values():
            process.terminate()
        # Not a second SIGTERM: to Celery that means to drop what it is doing.
        for process in self.processes.values():
            process.end(STOP_SECONDS)

    def wait_ready(self, seconds: float = READY_SECONDS) -> None:
        """Wait until every web process says that database, broker, beat and workers are there.

        Raises:
            TimeoutError: they were not in time; carries what is missing and the end of the logs.
        """
        give_up = time.monotonic() + seconds
        while missing := [answer for answer in map(readiness, self.urls) if answer]:
            dead = [process.name for process in self.processes.values() if not process.alive]
            if time.monotonic() > give_up or dead:
                raise TimeoutError(f"the desk is not ready: {missing}; ended: {dead}\n{self.last_words()}")
            time.sleep(0.1)

    def manage(self, *arguments: str, input: str | None = None) -> "subprocess.CompletedProcess[str]":  # noqa: A002
        """Run a management command in the desk's environment to its end and return what it printed."""
        return self.run(*commands.manage(*arguments), input=input)

    def run(self, *command: str, input: str | None = None) -> "subprocess.CompletedProcess[str]":  # noqa: A002
        """Run any command in the desk's environment to its end and return what it printed."""
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, input=input, capture_output=True, text=True, check=False
        )

    def last_words(self, characters: int = 1500) -> str:
        """Return the end of each process's log."""
        return "\n".join(f"--- {name}\n{one.log_text[-characters:]}" for name, one in self.processes.items())

    def add(self, name: str, command: tuple[str, ...], **variables: str) -> None:
        """Add a process to the set; it starts with the next `start`."""
        log = self.directory / "logs" / f"{name}.log"
        self.processes[name] = Process(name, command, self.environment | variables, log)

    def __enter__(self) -> Self:
        """Prepare, start, wait."""
        try:
            self.prepare()
            self.start()
            self.wait_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop everything."""
        self.stop()


class ProductionDesk(Desk):
    """Web processes, a worker for each queue, beat and watchdog, by the commands of the units in deploy/systemd."""

    def __init__(
        self,
        layout: Layout,
        directory: Path,
        database_url: str,
        redis_url: str,
        *,
        collectstatic: bool = False,
        ports: Sequence[int] = (),
    ) -> None:
        """Start nothing yet. `collectstatic` is needed where pages are looked at; `ports`: of the web processes."""
        ports = ports or [free_port() for _ in range(layout.web)]
        self.layout, self._wants_static = layout, collectstatic
        address = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "ALLOWED_HOSTS": "127.0.0.1,localhost"}
        if ports:
            address["PUBLIC_BASE_URL"] = f"http://127.0.0.1:{ports[0]}"
        metrics = directory / "metrics"
        shutil.rmtree(metrics, ignore_errors=True)
        metrics.mkdir(parents=True)
        address["PROMETHEUS_MULTIPROC_DIR"] = str(metrics)
        super().__init__(directory, address | dict(layout.environment))
        self.urls = [f"http://127.0.0.1:{port}" for port in ports]
        for number, port in enumerate(ports, 1):
            self.add(f"web-{number}", commands.web(layout.server, port))
        for queue in commands.QUEUES:
            for number in range(1, layout.count(queue) + 1):
                self.add(f"{queue}-{number}", commands.worker(queue, number))
        for number in range(1, layout.beat + 1):
            self.add(f"beat-{number}", commands.beat())
        for number in range(1, layout.watchdog + 1):
            self.add(f"watchdog-{number}", commands.watchdog())

    def prepare(self) -> None:
        """Bring the database up to the code and, where wanted, collect the static files."""
        super().prepare()
        if self._wants_static:
            self.manage("collectstatic", "--noinput", "--verbosity", "0").check_returncode()


class EmbeddedDesk(Desk):
    """`manage.py serve --no-demo`: everything in one process called "desk", SQLite in the directory."""

    def __init__(self, directory: Path, environment: Mapping[str, str] | None = None) -> None:
        """Start nothing yet."""
        port = free_port()
        own = {"PORT": str(port), "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}"}
        super().__init__(directory, own | dict(environment or {}))
        self.urls = [f"http://127.0.0.1:{port}"]
        self.database = directory / "data" / "handoffdesk.sqlite3"
        self.add("desk", commands.manage("serve", "--no-demo"))


def readiness(url: str) -> str:
    """Return "" when this web process is ready, else why it is not."""
    try:
        # As a proxy that ends TLS would say it; without https in the public address nobody listens to this.
        request = urllib.request.Request(f"{url}/readyz", headers={"X-Forwarded-Proto": "https"})  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - the same
            answer.read()
            return ""
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode(errors="replace")[:600]
    except OSError as error:
        return str(error)
