"""F8: PostgreSQL stops at once (immediate, no checkpoint) and starts again, under load."""

import time

from tools.faults.context import Context
from tools.faults.load import Posted, plan
from tools.faults.registry import Case
from tools.faults.result import Result
from tools.faults.scene import TURN_LEASE_SECONDS, production
from tools.stack.desk import Layout

# A turn that could not be settled lies until its lease ends; beside that, one sweep and the queue before it.
RECOVER_SECONDS = TURN_LEASE_SECONDS + 22
# An answer to a request that was under way when the database came back may still be a refusal.
UNDER_WAY_SECONDS = 1.0


def run(context: Context) -> Result:
    """Restart the database three times while customers write."""
    restarts, count = context.size(3, 1), context.size(1200, 200)
    rate = context.size(40, 20)
    outages: list[tuple[float, float]] = []
    with production(context, "desk", Layout(web=2, watchdog=0)) as scene:
        pids = {name: process.pid for name, process in scene.desk.processes.items()}
        load = scene.load().start(
            plan("F8", count, customers=count // 2, chance=context.chance("plan")), per_second=rate
        )
        for number in range(1, restarts + 1):
            while load.accepted < count * number // (restarts + 2) and load.running:
                time.sleep(0.005)
            began = time.time()
            context.postgres.kill()
            time.sleep(context.chance(number).uniform(1, 3))
            context.postgres.start()
            outages.append((began, time.time()))
            context.progress(f"restarted {number} of {restarts}: away for {outages[-1][1] - began:.1f} s")
        posted = load.join()
        recover = scene.wait_settled(180)
        findings = scene.audit(posted.accepted)
        died = [
            name for name, process in scene.desk.processes.items() if not process.alive or process.pid != pids[name]
        ]
    complaints = [*outside(posted, outages), *(f"{name} ended" for name in died)]
    if recover is None or recover > RECOVER_SECONDS:
        complaints.append(f"not settled {RECOVER_SECONDS} s after the last message")
    first = max((first_taken(posted, until) for _since, until in outages), default=0.0)
    return findings.result(
        "F8", injected=restarts, messages=len(posted.accepted), recover=recover, complaints=complaints,
        note=f"first 200 at most {first:.2f} s after the database was back",
    )  # fmt: skip


def outside(posted: Posted, outages: list[tuple[float, float]]) -> list[str]:
    """Return the answers that were no 200 and came in no outage; inside only 503 is right, or no answer at all."""
    wrong = []
    for answer in posted.answers:
        if answer.status == 200:
            continue
        inside = any(since <= answer.at <= until + UNDER_WAY_SECONDS for since, until in outages)
        if not inside or answer.status not in (0, 503):
            wrong.append(f"{answer.status} {'inside' if inside else 'outside'} the outage")
    return sorted(set(wrong))


def first_taken(posted: Posted, until: float) -> float:
    """Return how many seconds after the outage the first message was taken."""
    later = [answer.at for answer in posted.answers if answer.status == 200 and answer.at >= until]
    return min(later, default=float("inf")) - until


CASE = Case("F8", "PostgreSQL immediate restart under load", run)
