"""4: what the way through the ASGI server costs: an empty view under all middleware, against a plain WSGI server."""

from collections.abc import Iterator
from contextlib import ExitStack

from tools.bench.context import Context
from tools.bench.desks import web_only
from tools.bench.ingest import WARM_UP, loaded
from tools.bench.ingest_rounds import Figures, one_round
from tools.bench.load import request
from tools.bench.processes import CpuClock
from tools.bench.registry import Line
from tools.bench.result import Result, at_least_of_raw, median, shown
from tools.bench.seeded import seeded_copy
from tools.stack import commands
from tools.stack.desk import ProductionDesk
from tools.testing.processes import free_port

ROUNDS = 3
EACH = 1_500
THREADS = 8
SHARE = 0.8
PATH = "/healthz"


def measure(context: Context) -> Iterator[Result]:
    """Take turns: the plain server, uvicorn, daphne; as many connections as threads."""
    rounds, each = context.size(ROUNDS, 2), context.size(EACH)
    url, _ = seeded_copy(context, "http")
    desks = {"plain": plain(context, url)}
    for server in ("uvicorn", "daphne"):
        directory = context.fresh_directory(server)
        environment = {"WEB_THREADS": str(THREADS)}
        desks[server] = web_only(directory, url, context.redis.url, server=server, environment=environment)
    figures = {name: Figures() for name in desks}
    with ExitStack() as stack:
        requests = [request("GET", PATH)] * (WARM_UP + rounds * each)
        loads = {name: stack.enter_context(loaded(desk, requests, connections=THREADS)) for name, desk in desks.items()}
        for number in range(1, rounds + 1):
            context.progress(f"  round {number} of {rounds}")
            for name, load in loads.items():
                clock = CpuClock([process.pid for process in desks[name].processes.values()])
                one_round(figures[name], load, clock, each)
    yield from judge(figures, note=f"{PATH}, {THREADS} threads, {THREADS} connections; rounds: {rounds} x {each}")


def judge(figures: dict[str, Figures], *, note: str) -> Iterator[Result]:
    """Yield the ratio of both servers to the plain one."""
    raw = figures["plain"].rate
    used = {name: f"{median(found.cpu_ms):.2f}" for name, found in figures.items()}
    costs = f"CPU ms a request: plain {used['plain']}, uvicorn {used['uvicorn']}, daphne {used['daphne']}"
    ours = figures["uvicorn"].rate
    yield at_least_of_raw("empty view over HTTP, uvicorn", ours, "req/s", raw=raw, share=SHARE, note=f"{note}; {costs}")
    yield shown("empty view over HTTP, daphne", figures["daphne"].rate, "req/s", raw=raw)


def plain(context: Context, url: str) -> ProductionDesk:
    """Return a desk whose web process is the plain server."""
    desk = web_only(context.fresh_directory("plain"), url, context.redis.url, web=0)
    port = free_port()
    desk.urls.append(f"http://127.0.0.1:{port}")
    desk.add("web-1", (str(commands.BIN / "python"), "-m", "tools.bench.plain_wsgi", str(port), str(THREADS)))
    return desk


LINE = Line("4", "an empty view over HTTP", measure)
