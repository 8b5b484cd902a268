"""10: the trigger engine by the number of phrases: one decision, building the rules, the memory that they take."""

import json
import subprocess
import sys
from collections.abc import Iterator

from tools.bench.context import Context
from tools.bench.registry import Line
from tools.bench.result import Result, at_most, shown
from tools.stack.process import ROOT

SIZES = (1_000, 10_000, 100_000)
JUDGED = 10_000
MESSAGES = 1_000
P50_MICROSECONDS, P99_MS = 1_000, 1.0


def measure(context: Context) -> Iterator[Result]:
    """Measure each size in a process of its own; only the middle one has targets."""
    for size in SIZES:
        yield from judged(run(context.size(size), context.size(MESSAGES)), context.size(size), target=size == JUDGED)


def run(phrases: int, messages: int) -> dict[str, float]:
    """Return what the script measured."""
    command = [sys.executable, "-m", "tools.bench.trigger_script", str(phrases), str(messages)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    read: dict[str, float] = json.loads(done.stdout)
    return read


def judged(found: dict[str, float], phrases: int, *, target: bool) -> Iterator[Result]:
    """Judge the decision over messages of 5 to 60 words that the process sees for the first time."""
    beside = f"{phrases:,} phrases beside the shipped rules"
    raw_median, raw = found["read_p50"] * 1_000, found["read_p99"]
    note = f"seen before: {found['warm_p50'] * 1_000:.0f} µs; raw: splitting into words"
    median, name = found["cold_p50"] * 1_000, f"decision, {beside}"
    if target:
        yield at_most(f"{name}, median", median, "µs", limit=P50_MICROSECONDS, raw=raw_median, note=note)
    else:
        yield shown(f"{name}, median", median, "µs", raw=raw_median, note=note)
    note = f"again p99 {found['warm_p99']:.2f} ms; raw: splitting into words"
    if target:
        yield at_most(f"{name}, p99", found["cold_p99"], "ms", limit=P99_MS, raw=raw, note=note)
    else:
        yield shown(f"{name}, p99", found["cold_p99"], "ms", raw=raw, note=note)
    yield shown(f"building the rules, {beside}", found["build_seconds"], "s", note="processor time, one thread")
    yield shown(f"memory of the rules, {beside}", found["memory_mb"], "MB", note="resident, in one process")


LINE = Line("10", "trigger engine", measure)
