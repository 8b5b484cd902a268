"""6: a customer asks for a person; how long until the acknowledgement is at the provider's door."""

import sqlite3
import time
from collections.abc import Iterator

import psycopg

from tools.bench.context import Context
from tools.bench.desks import running_whole
from tools.bench.door import ProviderDoor
from tools.bench.ingest import CLIENTS
from tools.bench.load import Load, webhook
from tools.bench.population import add_customers, add_customers_sqlite
from tools.bench.registry import Line
from tools.bench.result import Result, at_most, median, percentile, shown
from tools.bench.seeded import seeded_copy, seeded_file
from tools.bench.texts import FOR_A_PERSON
from tools.stack.desk import Desk, EmbeddedDesk, Layout, ProductionDesk
from tools.stack.seed import Seeded
from tools.stack.whatsapp import customer_address

WARM_UP = 10
PACED, A_SECOND = 50, 5
FLOOD = 100
P50_MS, P99_MS = 100, 500
PATIENCE_SECONDS = 60
GO_LIVE = "UPDATE conversations_channelaccount SET simulator = false WHERE kind = 'whatsapp'"


def measure(context: Context) -> Iterator[Result]:
    """Measure the production set, then the embedded desk."""
    with ProviderDoor() as door:
        desk, seeded = production(context, door)
        yield from measure_desk(context, desk, seeded, door, "production")
    with ProviderDoor() as door:
        embedded, seeded = embedded_desk(context, door)
        yield from measure_desk(context, embedded, seeded, door, "embedded")


def measure_desk(context: Context, desk: Desk, seeded: Seeded, door: ProviderDoor, name: str) -> Iterator[Result]:
    """Let new customers ask, first at a pace that leaves the desk time, then as fast as it answers."""
    paced, flood = context.size(PACED), context.size(FLOOD)
    # Customer 0 was answered when the desk was seeded.
    texts = [one_request(seeded, number) for number in range(1, 1 + WARM_UP + paced + flood)]
    with running_whole(desk), Load(desk.urls, texts, connections=CLIENTS) as load:
        context.progress(f"  {name}: {paced} messages, {A_SECOND} a second")
        door_times(load, door, 1, WARM_UP, rate=A_SECOND)
        calm = door_times(load, door, 1 + WARM_UP, paced, rate=A_SECOND)
        context.progress(f"  {name}: {flood} messages at once")
        busy = door_times(load, door, 1 + WARM_UP + paced, flood)
    note = f"{paced} handoffs, {A_SECOND} a second"
    yield at_most(f"webhook to acknowledgement, {name}, p50", median(calm), "ms", limit=P50_MS, note=note)
    yield at_most(f"webhook to acknowledgement, {name}, p99", percentile(calm, 99), "ms", limit=P99_MS, note=note)
    note = f"{flood} handoffs from {CLIENTS} clients, each as fast as it is answered: queueing included"
    yield shown(f"webhook to acknowledgement, {name}, flood, p50", median(busy), "ms", note=note)
    yield shown(f"webhook to acknowledgement, {name}, flood, p99", percentile(busy, 99), "ms", note=note)


def door_times(load: Load, door: ProviderDoor, first: int, count: int, *, rate: float = 0) -> list[float]:
    """Send the next `count` messages, the first one from customer `first`; return the milliseconds to the door.

    Raises:
        RuntimeError: an acknowledgement did not come in time, or came twice.
    """
    outcome = load.run(count, rate=rate)
    outcome.require()
    addresses = [customer_address(number) for number in range(first, first + count)]
    give_up = time.monotonic() + PATIENCE_SECONDS
    while len((arrived := door.arrivals()).keys() & set(addresses)) < count and time.monotonic() < give_up:
        time.sleep(0.2)
    wrong = [address for address in addresses if len(arrived.get(address, [])) != 1]
    if wrong:
        raise RuntimeError(f"{len(wrong)} of {count} customers were not acknowledged exactly once")
    pairs = zip(addresses, outcome.started, strict=True)
    return [(arrived[address][0] - started) * 1000 for address, started in pairs]


def production(context: Context, door: ProviderDoor) -> tuple[ProductionDesk, Seeded]:
    """Return the whole production set, not started, whose WhatsApp number sends to the door."""
    url, seeded = seeded_copy(context, "acknowledgement")
    with psycopg.connect(url) as connection:
        connection.execute(GO_LIVE)
    add_customers(url, 1 + WARM_UP + PACED + FLOOD)
    layout = Layout(environment={"META_GRAPH_BASE_URL": door.base_url})
    return ProductionDesk(layout, context.fresh_directory("production"), url, context.redis.url), seeded


def embedded_desk(context: Context, door: ProviderDoor) -> tuple[EmbeddedDesk, Seeded]:
    """Return the embedded desk, not started, whose WhatsApp number sends to the door."""
    desk = EmbeddedDesk(context.fresh_directory("embedded"), {"META_GRAPH_BASE_URL": door.base_url})
    seeded = seeded_file(context, desk.database)
    with sqlite3.connect(desk.database) as connection:
        connection.execute(GO_LIVE)
    connection.close()
    add_customers_sqlite(desk.database, 1 + WARM_UP + PACED + FLOOD)
    return desk, seeded


def one_request(seeded: Seeded, number: int) -> bytes:
    """Return the webhook by which customer `number` asks for a person."""
    sender = customer_address(number)
    return webhook(seeded, sender=sender, message_id=f"wamid.ask.{number}", text=FOR_A_PERSON)


LINE = Line("6", "webhook to acknowledgement at the provider's door", measure)
