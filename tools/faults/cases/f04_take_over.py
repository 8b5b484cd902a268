"""F4: a person takes over while the AI is being asked, and right after it has spoken; hundreds of races."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

from tests.standins.openai import report
from tests.standins.server import Asked, Reply
from tools.faults.agent import Agent
from tools.faults.context import Context
from tools.faults.journal import ANSWER, last_words
from tools.faults.load import Load, Saying
from tools.faults.registry import Case
from tools.faults.result import Result
from tools.faults.scene import Scene, embedded, production
from tools.faults.threads import conversations
from tools.stack.desk import Layout
from tools.stack.whatsapp import customer_address

# How long the model thinks, and when in that time the person presses the button.
THINKS_SECONDS = 0.1
INSTANTS = {"at 0 %": 0.0, "at 50 %": 0.5, "at 99 %": 0.99, "after commit": None}
TOKEN = re.compile(r"order (\d{5})")
AT_ONCE = 6
# Longer than any take-over takes: what is raced here is the floor, not the time-out.
AI_SECONDS = 30
LONGEST_AFTER = 0.06
Race = Callable[[Context, Scene, str, int], Result]


class Gate:
    """The model's stand-in for the races: presses the button of each race at its instant."""

    def __init__(self, scene: Scene, agents: list[Agent]) -> None:
        """Know who presses; the races are known by the number in the customer's words."""
        self._scene = scene
        self._agents = cycle(agents)
        self._acts = cycle(("take_over", "reply"))
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(AT_ONCE * 2)
        self._pressed: set[int] = set()
        self.ids: dict[str, str] = {}
        self.statuses: Counter[int] = Counter()

    def behave(self, asked: Asked) -> Reply:
        """Answer one call of the model, and have somebody take over at its instant."""
        found = TOKEN.search(last_words(asked.body))
        number = int(found.group(1)) if found else 0
        instant = list(INSTANTS)[number % len(INSTANTS)]
        share = INSTANTS[instant]
        if share == 0.0:
            self.take_over(number)  # the answer leaves only when the take-over has been answered
            return report(ANSWER)
        if share is None:
            pause = LONGEST_AFTER * (number % 97) / 97
            self._pool.submit(self._after, THINKS_SECONDS + pause, number)
            time.sleep(THINKS_SECONDS)
            return report(ANSWER)
        time.sleep(THINKS_SECONDS * share)
        self._pool.submit(self.take_over, number)
        time.sleep(THINKS_SECONDS * (1 - share))
        return report(ANSWER)

    def take_over(self, number: int) -> None:
        """Take over, every other time by simply answering the customer."""
        with self._lock:
            if number in self._pressed:
                return
            self._pressed.add(number)
            agent, act = next(self._agents), next(self._acts)
        given = {"body": "A person is here now.", "take_over": True} if act == "reply" else {}
        status, _ = agent.act(self._conversation(number), act, **given)
        with self._lock:
            self.statuses[status] += 1

    def join(self) -> None:
        """Wait for the last button."""
        self._pool.shutdown(wait=True)

    def _after(self, seconds: float, number: int) -> None:
        time.sleep(seconds)
        self.take_over(number)

    def _conversation(self, number: int) -> str:
        address = customer_address(number)
        if address not in self.ids:
            self.ids = conversations(self._scene)
        return self.ids[address]


def run(context: Context) -> Iterator[Result]:
    """Race on PostgreSQL with two web processes, then in the embedded desk on SQLite."""
    return on_both(context, "F4", race, context.size(500, 40))


def on_both(context: Context, code: str, race: Race, count: int) -> Iterator[Result]:
    """Run a race in a production desk with two web processes, and in the embedded desk."""
    with production(context, "postgres", Layout(web=2, watchdog=0), ai_seconds=AI_SECONDS) as scene:
        yield race(context, scene, f"{code} PostgreSQL", count)
    with embedded(context, "sqlite", ai_seconds=AI_SECONDS) as scene:
        yield race(context, scene, f"{code} SQLite", count)


def race(context: Context, scene: Scene, fault: str, count: int) -> Result:
    """Let so many customers ask, each with a take-over at one of the four instants; audit."""
    agents = log_in_all(scene)
    gate = Gate(scene, agents)
    scene.model.behave = gate.behave
    sayings = [
        Saying(
            f"wamid.F4.{number:06d}", customer_address(number), f"How long does delivery of order {number:05d} take?"
        )
        for number in range(count)
    ]
    load = Load(scene.desk.urls, scene.seeded, clients=AT_ONCE, patience=120)
    posted = load.start(sayings, per_second=AT_ONCE / (2 * THINKS_SECONDS)).join()
    settled = scene.wait_settled(240)
    gate.join()
    scene.wait_settled(60)
    findings = scene.audit(posted.accepted)
    facts = Counter(fact.kind for fact in scene.snapshot().facts)
    complaints = [*uncounted(gate, count), *([] if settled is not None else ["it did not settle"])]
    complaints += silent(scene, count)
    discarded = facts["ai.draft_discarded"]
    note = f"{discarded} drafts discarded and recorded, {len(taken_from_ai(scene))} take-overs"
    context.progress(f"{dict(gate.statuses)}; {note}")
    return findings.result(
        fault, injected=count, messages=len(posted.accepted), recover=None, complaints=complaints, note=note
    )


def log_in_all(scene: Scene) -> list[Agent]:
    """Return the manager and the agents, at different web processes. All can be told apart, all see everything."""
    urls = cycle(scene.desk.urls)
    people = scene.seeded.agents
    return [Agent(next(urls), email, scene.seeded.password).log_in() for email in people]


def uncounted(gate: Gate, count: int) -> list[str]:
    """Every press was answered with success: nobody else was there."""
    good = sum(number for status, number in gate.statuses.items() if 200 <= status < 300)
    return [] if good == count else [f"of {count} take-overs {dict(gate.statuses)}"]


def taken_from_ai(scene: Scene) -> set[str]:
    """Return the conversations that a person took from the AI."""
    return {
        fact.thread
        for fact in scene.snapshot().facts
        if fact.kind == "floor.changed" and (fact.payload["from"], fact.payload["to"]) == ("ai", "human")
    }


def silent(scene: Scene, count: int) -> list[str]:
    """Where the person was first by certainty (0 %), the AI has said nothing and its draft is on record."""
    snapshot = scene.snapshot()
    ids = {address: key.replace("-", "") for address, key in conversations(scene).items()}
    discarded = {fact.thread for fact in snapshot.facts if fact.kind == "ai.draft_discarded"}
    spoke = {row.thread for row in snapshot.words if row.direction == "out" and row.author == "ai"}
    first = [ids[customer_address(number)] for number in range(0, count, len(INSTANTS))]
    return [
        *(f"the AI spoke in {thread} after the take-over" for thread in first if thread in spoke),
        *(f"the discarded draft of {thread} is not on record" for thread in first if thread not in discarded),
    ][:3]


CASE = Case("F4", "a person takes over during the AI's call", run)
