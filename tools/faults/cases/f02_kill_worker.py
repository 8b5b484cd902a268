"""F2: kill -9 of a worker at each of six points between the model's answer and the provider's receipt."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tools.faults.context import Context
from tools.faults.load import plan
from tools.faults.registry import Case
from tools.faults.result import Result
from tools.faults.scene import (
    DEADLINE_LEASE_SECONDS,
    DELIVERY_LEASE_SECONDS,
    TURN_LEASE_SECONDS,
    Scene,
    production,
    wait_for,
)
from tools.stack.desk import Layout

DEATH_SECONDS = 40
# Beside lease and sweep: the worker's own new start, on a machine that does other things as well.
START_SECONDS = 10
UNTOLD = "SELECT id::text FROM conversations_event WHERE relayed_at IS NULL"
QUEUED = "SELECT id::text FROM conversations_message WHERE direction = 'out' AND delivery = 'queued'"
SENDING = "SELECT id FROM conversations_message WHERE direction = 'out' AND delivery = 'sending'"


@dataclass(frozen=True)
class Point:
    """A failpoint: which worker dies there, what it leaves behind, and after how long others take that up."""

    failpoint: str
    worker: str
    left_behind: str
    lease: float
    sweep: float


POINTS = (
    Point(
        "turn.answered", "ai-1", "SELECT id FROM conversations_aiturn WHERE state = 'running'", TURN_LEASE_SECONDS, 1
    ),
    Point("send.claimed", "outbound-1", SENDING, DELIVERY_LEASE_SECONDS, 2),
    Point("send.answered", "outbound-1", SENDING, DELIVERY_LEASE_SECONDS, 2),
    Point("wake.committed", "ai-1", f"{QUEUED} UNION ALL {UNTOLD}", 3, 2),
    Point("relay.marked", "relay-1", UNTOLD, 3, 2),
    Point(
        "deadline.claimed", "sweeps-1",
        "SELECT id FROM routing_deadline WHERE state = 'armed' AND due_at <= now()",
        DEADLINE_LEASE_SECONDS, 1,
    ),
)  # fmt: skip


class Stranded:
    """What a dead worker has left behind, and how many seconds it lay there: watched in the background."""

    def __init__(self, scene: Scene, point: Point) -> None:
        """Note what is there at this moment and begin to watch."""
        self.point = point
        self.rows = rows_of(scene, point)
        self.seconds: float | None = None
        self.limit = point.lease + point.sweep + START_SECONDS
        self.watcher = threading.Thread(target=self._watch, args=(scene, time.monotonic()), daemon=True)
        self.watcher.start()

    def _watch(self, scene: Scene, since: float) -> None:
        if wait_for(lambda: not self.rows & rows_of(scene, self.point), self.limit + 30):
            self.seconds = time.monotonic() - since

    @property
    def complaint(self) -> str:
        """Say if it took too long, else nothing."""
        in_time = self.seconds is not None and self.seconds <= self.limit
        return "" if in_time else f"{self.point.failpoint}: not taken up within {self.limit:.0f} s"


def run(context: Context) -> Result:
    """Kill at one point after another while the earlier leases still run, then wait for all, then audit."""
    with production(context, "points", Layout(watchdog=0)) as scene:
        stranded, complaints, accepted = [], [], set[str]()
        for round_number in range(context.size(2, 1)):
            for number, point in enumerate(POINTS):
                left, posted = kill_at(context, scene, point, round_number * len(POINTS) + number)
                accepted |= posted
                if left is None:
                    complaints.append(f"{point.worker} never came to {point.failpoint}")
                else:
                    context.progress(f"killed at {point.failpoint}: {len(left.rows)} rows left behind")
                    stranded.append(left)
        for left in stranded:
            left.watcher.join()
        scene.wait_settled()
        complaints += filter(None, (left.complaint for left in stranded))
        complaints += doubled_deadlines(scene)
        findings = scene.audit(accepted)
    return findings.result(
        "F2", injected=len(stranded), messages=len(accepted), recover=max(left.seconds or 0 for left in stranded),
        complaints=complaints, note="; ".join(f"{left.point.failpoint} {left.seconds or 0:.1f} s" for left in stranded),
    )  # fmt: skip


def kill_at(context: Context, scene: Scene, point: Point, number: int) -> tuple[Stranded | None, set[str]]:
    """Restart the worker with the failpoint, give it work of new customers until it dies, start it again without."""
    worker = scene.desk.processes[point.worker]
    worker.stop()
    clean = dict(worker.env)
    worker.env.update({"HANDOFFDESK_FAILPOINT": point.failpoint, "HANDOFFDESK_UNDER_TEST": "1"})
    worker.start()
    wishes = 0.8 if point.failpoint == "deadline.claimed" else 0.2
    name = f"F2.{number:02d}"
    sayings = plan(
        name, context.size(20, 8), customers=1000, chance=context.chance(name), wishes=wishes, first=1000 * number
    )
    load = scene.load(clients=2).start(sayings)
    if point.failpoint == "deadline.claimed":
        load.join()
        make_deadlines_due(scene)
    died = wait_for(lambda: not worker.alive, DEATH_SECONDS, step=0.005)
    left = Stranded(scene, point) if died else None
    worker.kill()
    worker.env.clear()
    worker.env.update(clean)
    worker.start()
    return left, set(load.join().accepted)


def rows_of(scene: Scene, point: Point) -> set[object]:
    """Return the ids that wait now for what this worker does."""
    return {row[0] for row in scene.ask(point.left_behind)}


def make_deadlines_due(scene: Scene) -> None:
    """Let every promise of a first response run out now."""
    scene.change("UPDATE routing_deadline SET due_at = now() WHERE state = 'armed' AND kind = 'first_response'")


def doubled_deadlines(scene: Scene) -> Iterator[str]:
    """Yield what a deadline has caused twice: a breach is recorded once for each handoff."""
    query = """
        SELECT payload ->> 'handoff_id', count(*) FROM conversations_event
        WHERE kind = 'sla.breached' AND payload ->> 'what' = 'first_response' GROUP BY 1 HAVING count(*) > 1
    """
    yield from (f"the breach of handoff {row[0]} is recorded {row[1]} times" for row in scene.ask(query))


CASE = Case("F2", "kill -9 of a worker at six points", run)
