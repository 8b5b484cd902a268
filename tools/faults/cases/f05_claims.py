"""F5: two agents claim the same conversation at the same instant; an agent against the automatic assignment."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from tools.faults.agent import Agent
from tools.faults.cases.f04_take_over import log_in_all, on_both
from tools.faults.context import Context
from tools.faults.load import QUESTIONS, WISHES, Load, Saying
from tools.faults.registry import Case
from tools.faults.result import Result
from tools.faults.scene import Scene
from tools.faults.threads import conversations
from tools.stack.whatsapp import customer_address

Answer = tuple[int, Any]


def run(context: Context) -> Iterator[Result]:
    """Race on PostgreSQL with two web processes, then in the embedded desk on SQLite."""
    return on_both(context, "F5", race, context.size(200, 20))


def race(context: Context, scene: Scene, fault: str, count: int) -> Result:
    """Race `count` times agent against agent and as often agent against assignment; audit."""
    people = log_in_all(scene)
    posted = dict(prepare(scene, count).accepted)
    ids = conversations(scene)
    complaints: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        for number in range(count):
            answers = both(pool, *(claimer(agent, ids[customer_address(number)]) for agent in people[:2]))
            complaints += told(answers, people[:2])
        context.progress(f"{count} claims by two, {len(complaints)} complaints")
        for number in range(count, 2 * count):
            wish = Saying(f"wamid.F5.wish.{number:06d}", customer_address(number), WISHES[0])
            load = Load(scene.desk.urls, scene.seeded, clients=1)
            act = claimer(people[number % 2], ids[wish.sender], "take_over")
            both(pool, lambda load=load, wish=wish: (200, load.start([wish]).join()), act)  # type: ignore[misc]
            posted |= load.posted.accepted
    scene.wait_settled(120)
    complaints += owners(scene, ids, count)
    findings = scene.audit(posted)
    note = f"{count} claims by two agents, {count} take-overs against the assignment"
    return findings.result(
        fault, injected=2 * count, messages=len(posted), recover=None, complaints=complaints[:3], note=note
    )


def prepare(scene: Scene, count: int) -> Any:
    """Let half of the customers wait for a person, and the other half have the AI's answer."""
    wishes = [Saying(f"wamid.F5.{n:06d}", customer_address(n), WISHES[n % 2]) for n in range(count)]
    questions = [Saying(f"wamid.F5.{n:06d}", customer_address(n), QUESTIONS[0]) for n in range(count, 2 * count)]
    posted = Load(scene.desk.urls, scene.seeded, clients=4).start([*wishes, *questions]).join()
    scene.wait_settled(60)
    return posted


def claimer(agent: Agent, conversation: str, act: str = "claim") -> Callable[[], Answer]:
    """Return what one agent does."""
    return lambda: agent.act(conversation, act)


def both(pool: ThreadPoolExecutor, *acts: Callable[[], Answer]) -> list[Answer]:
    """Do both at the same instant."""
    barrier = Barrier(len(acts))

    def run_one(act: Callable[[], Answer]) -> Answer:
        barrier.wait()
        return act()

    return [job.result() for job in [pool.submit(run_one, act) for act in acts]]


def told(answers: list[Answer], people: list[Agent]) -> list[str]:
    """One has it, the other is told who: 200 and 409 with the winner's name."""
    statuses = sorted(status for status, _ in answers)
    if statuses != [200, 409]:
        return [f"two claims were answered {statuses}"]
    winner = next(agent for agent, (status, _) in zip(people, answers, strict=True) if status == 200)
    refusal = next(body for status, body in answers if status == 409)
    name = winner.email.partition("@")[0].capitalize()
    return [] if refusal["error"].get("holder") == name else [f"the loser was told {json.dumps(refusal)}"]


def owners(scene: Scene, ids: dict[str, str], count: int) -> list[str]:
    """Each claimed conversation has one claim on record; each taken over has a holder, and it is one of the two."""
    snapshot = scene.snapshot()
    claims = Counter(fact.thread for fact in snapshot.facts if fact.kind == "handoff.claimed")
    key = {number: ids[customer_address(number)].replace("-", "") for number in range(2 * count)}
    wrong = [f"{key[n]} has {claims[key[n]]} claims" for n in range(count) if claims[key[n]] != 1]
    threads = {thread.id: thread for thread in snapshot.threads}
    wrong += [
        f"{key[n]} is with {threads[key[n]].floor}"
        for n in range(count, 2 * count)
        if threads[key[n]].floor != "human" or threads[key[n]].holder is None
    ]
    return wrong


CASE = Case("F5", "two agents claim together; an agent against the automatic assignment", run)
