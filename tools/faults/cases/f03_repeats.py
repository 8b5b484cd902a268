"""F3: the provider delivers each webhook one to five times, in any order, several at once."""

from collections import Counter
from collections.abc import Iterator

from tools.faults.audit import out_of_order
from tools.faults.context import Context
from tools.faults.load import Saying, plan
from tools.faults.registry import Case
from tools.faults.result import Result
from tools.faults.scene import Scene, embedded, production
from tools.stack.desk import Layout

CLIENTS = 16


def run(context: Context) -> Iterator[Result]:
    """Deliver a shuffled heap of repeats to two web processes on PostgreSQL, then to the embedded desk."""
    with production(context, "postgres", Layout(web=2, watchdog=0)) as scene:
        yield deliver(context, scene, "F3 PostgreSQL", count=context.size(400, 80))
    with embedded(context, "sqlite") as scene:
        yield deliver(context, scene, "F3 SQLite", count=context.size(400, 80))


def deliver(context: Context, scene: Scene, fault: str, *, count: int) -> Result:
    """Deliver, wait, audit: one message for each id, one turn for each newest message."""
    heap = shuffled(context, fault, count)
    context.progress(f"{fault}: {len(heap)} deliveries of {count} messages")
    posted = scene.load(clients=CLIENTS).start(heap).join()
    scene.wait_settled(300)
    findings = scene.audit(posted.accepted)
    complaints = [f"the door answered {sorted(posted.statuses())}"] if posted.statuses() != {200} else []
    late = len(out_of_order(scene.snapshot()))
    return findings.result(
        fault, injected=len(heap) - count, messages=len(posted.accepted), recover=None, complaints=complaints,
        note=f"{len(heap)} deliveries; {late} messages came after a later one",
    )  # fmt: skip


def shuffled(context: Context, fault: str, count: int) -> list[Saying]:
    """Return each message one to five times, in any order; a customer writes several, in seconds of their own."""
    chance = context.chance(fault)
    customers = count // 4
    written: Counter[str] = Counter()
    heap = []
    for saying in plan("F3", count, customers=customers, chance=chance):
        written[saying.sender] += 1
        # Ten seconds apart, and long ago: only the order counts.
        dated = Saying(saying.provider_id, saying.sender, saying.text, at=1_790_000_000 + 10 * written[saying.sender])
        heap += [dated] * chance.randint(1, 5)
    chance.shuffle(heap)
    return heap


CASE = Case("F3", "each webhook one to five times, shuffled, concurrent", run)
