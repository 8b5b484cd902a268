"""2: how long a provider waits for the 200 of one message: alone, and among sixteen at once."""

from collections.abc import Iterator

from tools.bench.context import Context
from tools.bench.ingest import CLIENTS
from tools.bench.ingest_rounds import ALONE, ONE, TWO, main_rounds
from tools.bench.registry import Line
from tools.bench.result import Result, at_most, at_most_of_raw, median, percentile, shown

TIMES_RAW = 5
LIMIT_MS = 50


def measure(context: Context) -> Iterator[Result]:
    """Read the latencies of the rounds that the first line shares."""
    rounds = main_rounds(context)
    raw = median(rounds.raw.milliseconds)
    alone, one, two = (rounds.ours[variant].milliseconds for variant in (ALONE, ONE, TWO))
    note = f"{len(alone):,} messages, one after another"
    yield at_most_of_raw("ingest alone, p50", median(alone), "ms", raw=raw, times=TIMES_RAW, note=note)
    raw99 = percentile(rounds.raw.milliseconds, 99)
    yield shown("ingest alone, p99", percentile(alone, 99), "ms", raw=raw99)
    note = f"{len(one):,} messages, each client as fast as it is answered"
    yield at_most(f"ingest at {CLIENTS} clients, p99", percentile(one, 99), "ms", limit=LIMIT_MS, note=note)
    yield shown(f"ingest at {CLIENTS} clients, p50", median(one), "ms")
    yield shown(f"ingest at {CLIENTS} clients, two processes, p99", percentile(two, 99), "ms")


LINE = Line("2", "latency of ingest, PostgreSQL", measure)
