"""The rounds of the ingest lines: the raw limit and each way to serve take turns, so that all see the same machine."""

import os
from contextlib import ExitStack
from dataclasses import dataclass, field

from tools.bench.context import Context
from tools.bench.desks import web_only
from tools.bench.ingest import CLIENTS, WARM_UP, RawLimit, Template, loaded, make_template
from tools.bench.load import Load
from tools.bench.processes import CpuClock, FamilyClock
from tools.bench.result import median
from tools.bench.rowcounts import count_rows, require_all_stored, require_same

CUSTOMERS = 20_000
ROUNDS = 3
EACH = 200


@dataclass(frozen=True)
class Variant:
    """One way to serve: so many processes of a server, asked by so many clients at once."""

    name: str
    web: int = 1
    server: str = "uvicorn"
    clients: int = CLIENTS

    @property
    def run(self) -> str:
        """Return what begins the ids of its messages."""
        return f"{self.server}-{self.web}-{self.clients}"


ONE = Variant("one process")
TWO = Variant("two processes", web=2)
DAPHNE = Variant("one process, daphne", server="daphne")
ALONE = Variant("one process, one client", clients=1)


@dataclass
class Figures:
    """What the rounds of one variant showed."""

    rates: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    # Processor time a message: of the one who asks the database, and of the database.
    cpu_ms: list[float] = field(default_factory=list)
    database_ms: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return the median round's messages a second."""
        return median(self.rates)

    @property
    def processor_ms(self) -> float:
        """Return the median round's processor time a message, both sides together."""
        return median([own + other for own, other in zip(self.cpu_ms, self.database_ms, strict=True)])


@dataclass
class Rounds:
    """The figures of the raw limit and of each variant; what they were taken on."""

    template: Template
    count: int
    each: int
    raw: Figures
    ours: dict[Variant, Figures]


def main_rounds(context: Context) -> Rounds:
    """Return the rounds at the main size, which the lines 1 and 2 share."""
    return context.once("ingest", lambda context, _: run_rounds(
        context, (ONE, TWO, DAPHNE, ALONE), customers=context.size(CUSTOMERS, 1_000),
        rounds=context.size(ROUNDS, 2), each=context.size(EACH, 60),
    ))  # fmt: skip


def run_rounds(context: Context, variants: tuple[Variant, ...], *, customers: int, rounds: int, each: int) -> Rounds:
    """Make the desk, take turns, and make sure that what was answered is stored and the raw limit did the same work."""
    count = WARM_UP + rounds * each
    template = make_template(context, customers=customers, record=count)
    found = Rounds(template, rounds, each, Figures(), {variant: Figures() for variant in variants})
    with ExitStack() as stack:
        raw = RawLimit(template)
        stack.callback(raw.close)
        loads = {variant: start(stack, context, template, variant, count) for variant in variants}
        database = FamilyClock(context.postgres.process.pid)
        for number in range(1, rounds + 1):
            context.progress(f"  round {number} of {rounds}")
            raw_round(found.raw, raw, database, each)
            for variant, (load, clock) in loads.items():
                one_round(found.ours[variant], load, clock, each, database)
        found.raw.milliseconds = raw.milliseconds
    for variant in variants:
        require_all_stored(template.url, variant.run, count)
    require_same(count_rows(template.raw_url), template.rows)
    return found


def one_round(figures: Figures, load: Load, clock: CpuClock, each: int, database: FamilyClock | None = None) -> None:
    """Send so many messages and note what was seen."""
    before, database_before = clock.seconds(), database.seconds() if database else 0
    outcome = load.run(each)
    outcome.require()
    figures.cpu_ms.append((clock.seconds() - before) * 1000 / each)
    if database:
        figures.database_ms.append((database.seconds() - database_before) * 1000 / each)
    figures.rates.append(outcome.rate)
    figures.milliseconds += outcome.milliseconds


def raw_round(figures: Figures, raw: RawLimit, database: FamilyClock, each: int) -> None:
    """Replay so many messages and note what was seen."""
    clock = CpuClock([os.getpid()])
    before, database_before = clock.seconds(), database.seconds()
    figures.rates.append(raw.round(each))
    figures.cpu_ms.append((clock.seconds() - before) * 1000 / each)
    figures.database_ms.append((database.seconds() - database_before) * 1000 / each)


def start(
    stack: ExitStack, context: Context, template: Template, variant: Variant, count: int
) -> tuple[Load, CpuClock]:
    """Start a variant with a sender for so many messages; both end with the stack."""
    directory = context.fresh_directory(variant.run)
    desk = web_only(directory, template.url, context.redis.url, web=variant.web, server=variant.server)
    load = stack.enter_context(loaded(desk, template.messages.make(variant.run, count), connections=variant.clients))
    return load, CpuClock([process.pid for process in desk.processes.values()])
