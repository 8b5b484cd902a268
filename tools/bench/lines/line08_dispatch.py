"""8: from `wake` to the job's first statement in a worker."""

from collections.abc import Iterator
from pathlib import Path

from tools.bench.context import Context
from tools.bench.desks import run_script
from tools.bench.dispatch_job import RECEIPTS
from tools.bench.registry import Line
from tools.bench.result import Result, at_most, median, percentile
from tools.bench.seeded import seeded_copy, seeded_file
from tools.stack import commands
from tools.stack.desk import Desk, EmbeddedDesk, Layout, ProductionDesk

JOBS = 300
PAUSE_SECONDS = 0.02
REDIS_MS, EMBEDDED_MS = 5, 25
MODULE = "tools.bench.dispatch_job"
# The queue of a job that has no route.
QUEUE = "sweeps"


def measure(context: Context) -> Iterator[Result]:
    """Measure a worker on Redis with its production command, then the workers of the embedded desk."""
    yield judged("Redis", on_redis(context), REDIS_MS)
    yield judged("embedded", embedded(context), EMBEDDED_MS)


def judged(name: str, taken: list[float], limit: float) -> Result:
    """Judge the middle one."""
    note = f"p99 {percentile(taken, 99):.1f} ms; {len(taken)} jobs, one every {PAUSE_SECONDS * 1000:.0f} ms"
    return at_most(f"job dispatch, {name}, p50", median(taken), "ms", limit=limit, note=note)


def on_redis(context: Context) -> list[float]:
    """Return the milliseconds of each job from this machine's web side to a worker process."""
    directory = context.fresh_directory("redis")
    receipts = directory / "receipts"
    layout = Layout(
        web=0, outbound=0, ai=0, relay=0, sweeps=0, beat=0, watchdog=0, environment={RECEIPTS: str(receipts)}
    )  # fmt: skip
    url, _seeded = seeded_copy(context, "dispatch")
    desk = ProductionDesk(layout, directory, url, context.redis.url)
    desk.add("worker", (*commands.worker(QUEUE, 1), "-I", MODULE))
    try:
        desk.start()
        return sent(context, desk, receipts)
    finally:
        desk.stop()


def embedded(context: Context) -> list[float]:
    """Return the same within one process. Its beat runs as well, as it always does there."""
    directory = context.fresh_directory("embedded")
    receipts = directory / "receipts"
    desk = EmbeddedDesk(directory, {RECEIPTS: str(receipts)})
    seeded_file(context, desk.database)
    return sent(context, desk, receipts, "--embedded")


def sent(context: Context, desk: Desk, receipts: Path, *options: str) -> list[float]:
    """Send the jobs; return what each noted. The first ones of a worker that has just started are left out.

    Raises:
        RuntimeError: a job has not run.
    """
    count = context.size(JOBS, 50)
    if not options:
        # One job alone: when it has run, the worker listens.
        run_script(desk, "dispatch_script", "1", "0.1")
    run_script(desk, "dispatch_script", str(count), str(PAUSE_SECONDS), *options)
    noted = [float(line) for line in receipts.read_text(encoding="ascii").split()]
    if len(noted) < count:
        raise RuntimeError(f"Of {count} jobs {len(noted)} have started.\n{desk.last_words()}")
    return noted[-count:][count // 10 :]


LINE = Line("8", "job dispatch", measure)
