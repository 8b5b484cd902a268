"""7: one event to 1,000 and to 5,000 sockets, until the last one has it."""

from collections.abc import Iterator

from tools.bench.context import Context
from tools.bench.fanout import Spread, browsers, emitter, hub_desk, open_inboxes, raw_server, spread
from tools.bench.registry import Line
from tools.bench.result import Result, at_most_of_raw, shown
from tools.bench.sockets import Sockets

SIZES = (1_000, 5_000)
DAPHNE_SIZE = 1_000
TIMES_RAW = 2.5


def measure(context: Context) -> Iterator[Result]:
    """Measure the raw server, then uvicorn with the same sockets, then daphne at the smaller size."""
    sizes = [context.size(size) for size in SIZES]
    raw = dict(zip(sizes, measure_raw(sizes), strict=True))
    for size, ours, rate in measure_hub(context, "uvicorn", sizes):
        note = (
            f"middle socket {ours.middle:.1f} ms (raw {raw[size].middle:.1f}); processor {ours.processor:.0f} ms an"
            f" event (raw {raw[size].processor:.0f}); {rate:.0f} sockets a second let in"
        )
        yield at_most_of_raw(
            f"fan-out to {size:,} sockets, last receipt, uvicorn", ours.last, "ms", raw=raw[size].last,
            times=TIMES_RAW, note=note,
        )  # fmt: skip
    small = context.size(DAPHNE_SIZE)
    for size, ours, rate in measure_hub(context, "daphne", [small]):
        note = f"processor {ours.processor:.0f} ms an event; {rate:.0f} sockets a second let in"
        yield shown(
            f"fan-out to {size:,} sockets, last receipt, daphne", ours.last, "ms", raw=raw[small].last, note=note
        )


def measure_raw(sizes: list[int]) -> list[Spread]:
    """Measure the raw server at each size."""
    found = []
    with raw_server() as (url, emit, pid), Sockets() as sockets:
        for before, size in zip([0, *sizes], sizes, strict=False):
            sockets.open(url, size - before, greeting=False)
            found.append(spread(sockets, size, emit, pid))
    return found


def measure_hub(context: Context, server: str, sizes: list[int]) -> Iterator[tuple[int, Spread, float]]:
    """Measure a web process at each size; yield the size, how an event spread, and how fast the sockets were let in."""
    with hub_desk(context, server) as (desk, seeded), Sockets() as sockets:
        headers = browsers(desk, seeded)
        emit = emitter(desk)
        for before, size in zip([0, *sizes], sizes, strict=False):
            context.progress(f"  {server}: opening {size - before:,} sockets")
            rate = open_inboxes(sockets, desk, headers, size - before)
            yield size, spread(sockets, size, emit, desk.processes["web-1"].pid), rate


LINE = Line("7", "fan-out of one event", measure)
