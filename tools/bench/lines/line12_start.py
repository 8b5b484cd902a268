"""12: how fast `make run` is back, and how much memory the desk and each open browser hold."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tools.bench.context import Context
from tools.bench.fanout import browsers, hub_desk, open_inboxes
from tools.bench.memory import KB_PER_MB, resident_kb
from tools.bench.processes import CpuClock
from tools.bench.registry import Line
from tools.bench.result import Result, at_most, median, shown
from tools.bench.sockets import Sockets
from tools.stack.desk import INHERITED
from tools.stack.process import ROOT, Process
from tools.testing.processes import free_port

STARTS = 3
# Long enough for everything that starts late.
IDLE_SECONDS = 30
WATCHED_SECONDS = 60
SOCKETS = 800
WARM_SOCKETS = 50
SECONDS, IDLE_MB, IDLE_SHARE, SOCKET_KB = 5, 200, 1.5, 64
PATIENCE_SECONDS = 180
HISTORY = "20"


def measure(context: Context) -> Iterator[Result]:
    """Measure the start of the embedded desk and its idle memory, then idle sockets of a production web process."""
    yield from embedded(context)
    for server in ("uvicorn", "daphne"):
        yield idle_sockets(context, server)


def embedded(context: Context) -> Iterator[Result]:
    """Seed a demo once, then start it again and again by the command that people use."""
    data, port = context.fresh_directory("run"), free_port()
    environment = {name: value for name, value in os.environ.items() if name in INHERITED}
    environment |= {"HANDOFFDESK_DATA_DIR": str(data), "PORT": str(port)}
    context.progress("  the first start, which seeds the demo")
    with served([sys.executable, "manage.py", "serve", "--history", HISTORY], environment, data, port):
        pass
    taken, raw = [], [setup_seconds(environment) for _ in range(STARTS)]
    for _ in range(context.size(STARTS, 1)):
        with served(["make", "--no-print-directory", "run"], environment, data, port) as (seconds, pid):
            taken.append(seconds)
            if len(taken) == 1:
                yield from idle(context, pid)
    note = f"from the command to the first answer; middle of {len(taken)}; raw: django.setup() alone"
    yield at_most("`make run` after the first time", median(taken), "s", limit=SECONDS, raw=median(raw), note=note)


def idle(context: Context, pid: int) -> Iterator[Result]:
    """Measure the desk that nobody uses: its memory, and what it takes of one core."""
    time.sleep(context.size(IDLE_SECONDS, 3))
    yield at_most("idle memory, embedded", resident_kb(pid) / KB_PER_MB, "MB", limit=IDLE_MB)
    clock, seconds = CpuClock([pid]), context.size(WATCHED_SECONDS, 3)
    before = clock.seconds()
    time.sleep(seconds)
    share = 100 * (clock.seconds() - before) / seconds
    yield at_most("idle processor, embedded", share, "% of a core", limit=IDLE_SHARE, note=f"over {seconds} s")


@contextmanager
def served(
    command: list[str], environment: Mapping[str, str], data: Path, port: int
) -> Iterator[tuple[float, int]]:  # fmt: skip
    """Run the desk until it answers; give the seconds that took and the process that serves."""
    process = Process("desk", command, environment, data / "bench.log")
    started = time.monotonic()
    process.start()
    try:
        while not answers(port):
            if not process.alive or time.monotonic() - started > PATIENCE_SECONDS:
                raise RuntimeError(f"{command} does not serve: {process.log_text[-1500:]}")
            time.sleep(0.02)
        yield time.monotonic() - started, serving_process(process.pid)
    finally:
        # `make` passes the signal on to what it runs.
        process.stop(60)


def answers(port: int) -> bool:
    """Tell whether the desk answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
    except OSError:
        return False


def serving_process(pid: int) -> int:
    """Return the process that serves: the last of the chain of only children below `make`."""
    while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        pid = int(children[0])
    return pid


def setup_seconds(environment: Mapping[str, str]) -> float:
    """Return the seconds of an interpreter that only sets Django up."""
    started = time.monotonic()
    command = [sys.executable, "-c", "import django; django.setup()"]
    settings = {"DJANGO_SETTINGS_MODULE": "handoffdesk.settings"}
    subprocess.run(command, cwd=ROOT, env={**environment, **settings}, check=True)
    return time.monotonic() - started


def idle_sockets(context: Context, server: str) -> Result:
    """Return the memory of one more open inbox: RSS before and after many of them."""
    count = context.size(SOCKETS)
    with hub_desk(context, server) as (desk, seeded), Sockets() as sockets:
        headers = browsers(desk, seeded)
        pid = desk.processes["web-1"].pid
        # The first ones load what every socket shares.
        open_inboxes(sockets, desk, headers, WARM_SOCKETS)
        before = resident_kb(pid)
        open_inboxes(sockets, desk, headers, count)
        each = (resident_kb(pid) - before) / count
    note = f"{count:,} open inboxes; the process without them {before / KB_PER_MB:.0f} MB"
    if server == "uvicorn":
        return at_most("memory per idle socket, uvicorn", each, "KB", limit=SOCKET_KB, note=note)
    return shown("memory per idle socket, daphne", each, "KB", note=note)


LINE = Line("12", "start and memory", measure)
