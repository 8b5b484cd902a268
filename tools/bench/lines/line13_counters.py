"""13: what a message costs in things that can be counted, so that a busy machine cannot change the answer."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.bench.context import Context
from tools.bench.desks import run_script, running, web_only
from tools.bench.ingest import Client
from tools.bench.load import webhook
from tools.bench.load_sender import write_requests
from tools.bench.population import add_customers
from tools.bench.registry import Line
from tools.bench.result import Result, at_most
from tools.bench.seeded import seeded_copy
from tools.bench.statements import Statement, recording
from tools.bench.texts import FOR_A_PERSON, question
from tools.stack.seed import Seeded
from tools.stack.whatsapp import customer_address

WARM_UP = 20
EACH = 10


@dataclass(frozen=True)
class Budget:
    """What one piece of work may ask of PostgreSQL; BEGIN, COMMIT and savepoints count as statements."""

    name: str
    statements: int
    commits: int


# What each costs now. Whoever needs more changes the number here, and says why in the commit.
QUESTION = Budget("a known customer's question", 12, 1)
HANDOFF = Budget("a message that opens a handoff", 29, 1)
DELIVERY = Budget("delivering a message", 14, 2)
# One is the open handoff alone: the conversation is read without the ORM, which more than halved a relay's time.
RELAY = Budget("relaying a handoff's events", 10, 1)
BUDGETS = (QUESTION, HANDOFF, DELIVERY, RELAY)
SERIALISED, HOPS = 1, 1


def measure(context: Context) -> Iterator[Result]:
    """Count in the database's log what questions, handoffs, deliveries and relays ask; then look inside a process."""
    url, seeded = seeded_copy(context, "counted")
    add_customers(url, WARM_UP + 3 * EACH)
    parts = record_parts(context, url, seeded)
    for place, budget in enumerate(BUDGETS):
        yield from judge(budget, parts[place * EACH : (place + 1) * EACH])
    inside = look_inside(context, url, seeded)
    yield at_most("frames serialised per event, 50 sockets", inside["serialised"], "", limit=SERIALISED)
    yield at_most("thread hops per request (webhook)", inside["hops"], "", limit=HOPS)


def judge(budget: Budget, parts: Sequence[Sequence[Statement]]) -> Iterator[Result]:
    """Compare the dearest of the same pieces of work with its budget."""
    statements = max(len(part) for part in parts)
    commits = max(sum(statement.is_commit for statement in part) for part in parts)
    yield at_most(f"statements, {budget.name}", statements, "", limit=budget.statements)
    yield at_most(f"commits, {budget.name}", commits, "", limit=budget.commits)


def record_parts(context: Context, url: str, seeded: Seeded) -> list[list[Statement]]:
    """Return what each of ten questions, handoffs, deliveries and relays asked, in this order."""
    desk = web_only(context.fresh_directory("web"), url, context.redis.url)
    texts = [question(number) for number in range(WARM_UP + EACH)] + [FOR_A_PERSON] * EACH
    with recording(context.postgres, url) as recorder:
        with running(desk):
            client = Client(desk.urls[0])
            for number, text in enumerate(texts):
                client.send(one_request(seeded, number, text))
                recorder.mark()
        run_script(desk, "counted_script", "jobs")
        parts = recorder.parts()
    # The script's first part is its own look for work.
    return parts[WARM_UP : len(texts)] + parts[len(texts) + 1 :]


def look_inside(context: Context, url: str, seeded: Seeded) -> dict[str, float]:
    """Return what the script counts in a process whose sockets and relay are its own."""
    desk = web_only(context.fresh_directory("inside"), url, context.redis.url)
    del desk.environment["REDIS_URL"]
    path = Path(desk.directory) / "requests"
    customers = range(WARM_UP + 2 * EACH, WARM_UP + 2 * EACH + 2)
    with path.open("wb") as file:
        write_requests(file, [one_request(seeded, number, question(number)) for number in customers])
    found: dict[str, float] = json.loads(run_script(desk, "counted_script", "inside", str(path)))
    return found


def one_request(seeded: Seeded, number: int, text: str) -> bytes:
    """Return the webhook of one customer's message."""
    return webhook(seeded, sender=customer_address(number), message_id=f"wamid.counted.{number}", text=text)


LINE = Line("13", "what can be counted", measure)
