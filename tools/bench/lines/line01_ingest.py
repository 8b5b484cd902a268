"""1: a customer's message through the signed webhook on PostgreSQL, with the decision and every write."""

from collections.abc import Iterator

from tools.bench.context import Context
from tools.bench.ingest import CLIENTS
from tools.bench.ingest_rounds import DAPHNE, ONE, TWO, Rounds, main_rounds, run_rounds
from tools.bench.registry import Line
from tools.bench.result import Result, at_least_of_raw, median, shown
from tools.bench.seeded import PHRASES
from tools.bench.texts import QUESTIONS

CURVE = (1_000, 100_000)
CURVE_ROUNDS = 3
CURVE_EACH = 100
SHARE_ONE, SHARE_TWO = 0.35, 0.50


def measure(context: Context) -> Iterator[Result]:
    """Measure the main size with every variant, then one process at a small and a large size."""
    rounds = main_rounds(context)
    raw = rounds.raw.rate
    one, two, daphne = (rounds.ours[variant].rate for variant in (ONE, TWO, DAPHNE))
    size = f"{rounds.template.customers:,} conversations, {PHRASES:,} phrases, {CLIENTS} clients"
    size = f"{size}; {len(QUESTIONS)} questions, the bot's stored answer is the same for all"
    note = f"{size}; {rounds.template.statements_each:.1f} statements a message; rounds: {rounds.count} x {rounds.each}"
    yield at_least_of_raw("ingest, one process", one, "msg/s", raw=raw, share=SHARE_ONE, note=note)
    yield at_least_of_raw("ingest, two processes", two, "msg/s", raw=raw, share=SHARE_TWO, note=size)
    yield shown("ingest, one process, daphne", daphne, "msg/s", raw=raw, note=size)
    yield processor_time(rounds)
    for customers in CURVE:
        yield at_size(context, context.size(customers))


def processor_time(rounds: Rounds) -> Result:
    """Return what a message costs in processor time: it shows what the clock would on an idle machine."""
    raw, ours = rounds.raw, rounds.ours[ONE]
    note = (
        f"ours: {median(ours.cpu_ms):.2f} web process + {median(ours.database_ms):.2f} PostgreSQL;"
        f" raw: {median(raw.cpu_ms):.2f} psycopg + {median(raw.database_ms):.2f} PostgreSQL"
    )
    return shown("ingest, processor time a message", ours.processor_ms, "ms", raw=raw.processor_ms, note=note)


def at_size(context: Context, customers: int) -> Result:
    """Measure one process and its raw limit at another number of conversations."""
    rounds = run_rounds(
        context, (ONE,), customers=customers, rounds=context.size(CURVE_ROUNDS, 1), each=context.size(CURVE_EACH, 60)
    )
    name = f"ingest, one process, {customers:,} conversations"
    note = f"processor time a message: {rounds.ours[ONE].processor_ms:.2f} ms, raw {rounds.raw.processor_ms:.2f} ms"
    return shown(name, rounds.ours[ONE].rate, "msg/s", raw=rounds.raw.rate, note=note)


LINE = Line("1", "ingest through the signed webhook, PostgreSQL", measure)
