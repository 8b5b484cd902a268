"""16: the second stage of judging: one message of twenty words, and the memory that it takes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from conversations.encoding.embedded import is_installed
from tools.bench.context import Context
from tools.bench.registry import Line
from tools.bench.result import Result, at_most, shown
from tools.stack.process import ROOT

MESSAGES = 80
P50_MS, MEMORY_MB = 35, 150


def measure(context: Context) -> Iterator[Result]:
    """Measure the embedded encoder with the head; nothing where its package is not installed."""
    if is_installed():
        yield from judged(run(context.size(MESSAGES)))


def run(messages: int) -> dict[str, float]:
    """Return what the script measured, on one thread."""
    command = [sys.executable, "-m", "tools.bench.meaning_script", str(messages)]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    read: dict[str, float] = json.loads(done.stdout)
    return read


def judged(found: dict[str, float]) -> Iterator[Result]:
    """Judge the processor time beside that of the model's bare products, and the memory."""
    note = f"{'with' if found['has_head'] else 'without'} a head; raw: the model's products alone, NumPy in float32"
    name = "stage two, a message of twenty words"
    yield at_most(f"{name}, median", found["read_p50"], "ms", limit=P50_MS, raw=found["raw_p50"], note=note)
    yield shown(f"{name}, p99", found["read_p99"], "ms", raw=found["raw_p99"])
    yield at_most("stage two, memory more in a process", found["memory_mb"], "MB", limit=MEMORY_MB)
    yield shown("stage two, loading at first use", found["load_seconds"], "s")


LINE = Line("16", "meaning", measure)
