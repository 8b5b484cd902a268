"""F1: kill -9 of web processes under load, at ten random instants."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tools.faults.context import Context
from tools.faults.load import Posted, plan
from tools.faults.registry import Case
from tools.faults.result import Result
from tools.faults.scene import Scene, embedded, production, wait_for
from tools.faults.snapshot import integrity
from tools.stack.desk import Layout, readiness

CLIENTS = 8
# Not faster, so that ten new starts fit into the time in which customers write.
POSTS_PER_SECOND = 60
READY_SECONDS = 60


def run(context: Context) -> Iterator[Result]:
    """Kill one of two web processes on PostgreSQL, then the whole embedded desk on SQLite."""
    with production(context, "postgres", Layout(web=2, watchdog=0)) as scene:
        yield under_fire(context, scene, "F1 web, PostgreSQL", kills=context.size(10, 3), count=context.size(2000, 200))
    with embedded(context, "sqlite") as scene:
        result = under_fire(context, scene, "F1 desk, SQLite", kills=context.size(10, 2), count=context.size(2000, 150))
        yield with_integrity(result, context.directory / "f1-sqlite" / "data" / "handoffdesk.sqlite3")


def under_fire(context: Context, scene: Scene, fault: str, *, kills: int, count: int) -> Result:
    """Post, kill at random instants while posting, wait until settled, audit."""
    chance = context.chance(fault)
    # More than wanted: they go on until the last new start is over, however slow the machine.
    load = scene.load(clients=CLIENTS, patience=180).start(
        plan("F1", 5 * count, customers=count, chance=chance), per_second=POSTS_PER_SECOND
    )
    webs = [name for name in scene.desk.processes if name.startswith(("web", "desk"))]
    slowest = 0.0
    for number in range(1, kills + 1):
        # By how much has been taken, not by the clock: so it is hit while it works.
        mark = load.accepted + chance.randint(1, count // kills)
        wait_for(lambda: load.accepted >= mark, 120, step=0.002)  # noqa: B023 - asked at once
        time.sleep(chance.uniform(0, 0.05))
        slowest = max(slowest, kill_and_restart(scene, chance.choice(webs)))
        context.progress(f"killed {number} of {kills}, {load.accepted} taken")
    wait_for(lambda: load.accepted >= count, 300)
    posted = load.stop()
    settled = scene.wait_settled(300)
    context.progress(f"all posted; settled after {settled} s")
    return judge(scene, fault, posted, kills, slowest)


def kill_and_restart(scene: Scene, name: str) -> float:
    """Kill a process, start it again as systemd does; return the seconds until it serves."""
    began = time.monotonic()
    scene.desk.processes[name].kill()
    scene.desk.processes[name].start()
    number = int(name.partition("-")[2] or 1)
    while readiness_is_refused(scene.desk.urls[number - 1]) and time.monotonic() < began + READY_SECONDS:
        time.sleep(0.05)
    return time.monotonic() - began


def readiness_is_refused(url: str) -> bool:
    """Whether nobody answers there; that something else is missing is not this process's matter."""
    return "refused" in readiness(url)


def judge(scene: Scene, fault: str, posted: Posted, killed: int, slowest: float) -> Result:
    """Return the row: everything acknowledged exactly once, nothing given up."""
    findings = scene.audit(posted.accepted)
    complaints = [f"{len(posted.given_up)} messages were never taken"] if posted.given_up else []
    strange = posted.statuses() - {0, 200, 503}
    if strange:
        complaints.append(f"the door answered {sorted(strange)}")
    return findings.result(
        fault, injected=killed, messages=len(posted.accepted), recover=slowest, complaints=complaints
    )


def with_integrity(result: Result, file: Path) -> Result:
    """Return the row with what SQLite says of the file."""
    found = integrity(file)
    note = "; ".join(filter(None, (result.note, f"integrity_check: {found}")))
    return replace(result, ok=result.ok and found == "ok", note=note)


CASE = Case("F1", "kill -9 of web processes under load", run)
