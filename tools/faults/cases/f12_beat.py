"""F12: two beats at once, the sending one killed, then both killed."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import redis

from tools.faults.background import Background
from tools.faults.context import Context
from tools.faults.load import plan
from tools.faults.registry import Case
from tools.faults.result import Result
from tools.faults.scene import Scene, production, wait_for
from tools.stack.desk import Layout, readiness

WATCH_SECONDS = 30
QUICK_WATCH_SECONDS = 15
# Lease, the standby's look, and a machine that does other things as well.
FOLLOW_SECONDS = 15
RED_SECONDS = 60
SETTLE_SECONDS = 60


def run(context: Context) -> Result:
    """Count what two beats send; kill the one that sends; kill both and see who does the work."""
    seconds = context.size(WATCH_SECONDS, QUICK_WATCH_SECONDS)
    with production(context, "desk", Layout(beat=2)) as scene:
        intervals = intervals_of(scene)
        with Sends(context.redis.url) as sends:
            time.sleep(seconds)
        complaints = list(doubled(sends.times, intervals, seconds))
        context.progress(f"two beats sent {dict(Counter(name for name, _at in sends.times))} in {seconds} s")
        follow = kill_holder(context, scene)
        complaints += [] if follow is not None and follow <= FOLLOW_SECONDS else ["the standby did not follow"]
        red = kill_all(scene)
        complaints += [] if red is not None else [f"/readyz was not red within {RED_SECONDS} s"]
        context.progress(f"the standby followed after {follow} s; /readyz red after {red} s")
        # Without beat nothing finds lost wake-ups but the watchdog: so all of them are lost.
        count = context.size(60, 20)
        posted = scene.load().start(plan("F12", count, customers=count, chance=context.chance("plan"))).join()
        with redis.Redis.from_url(context.redis.url) as client:
            client.flushall()
        settled = scene.wait_settled(SETTLE_SECONDS)
        complaints += [] if settled is not None else [f"not settled within {SETTLE_SECONDS} s without a beat"]
        findings = scene.audit(posted.accepted)
    return findings.result(
        "F12", injected=2, messages=len(posted.accepted), recover=follow, complaints=complaints,
        note=(
            f"{len(sends.times)} sends by two beats, none twice; standby sends after {follow or 0:.1f} s; without any"
            f" beat /readyz red after {red or 0:.0f} s and all settled by the watchdog in {settled or 0:.0f} s"
        ),
    )  # fmt: skip


class Sends(Background):
    """What arrives in the queue of the sweeps during a `with` block, as Redis itself sees it."""

    def __init__(self, url: str) -> None:
        """Listen at this Redis."""
        super().__init__()
        self.times: list[tuple[str, float]] = []
        self._client = redis.Redis.from_url(url)

    def nudge(self) -> None:
        """A command of our own wakes the listener."""
        self._client.ping()

    def work(self) -> None:
        """Note every command that Redis gets."""
        with self._client, self._client.monitor() as monitor:  # type: ignore[no-untyped-call]  # redis has no types here
            for heard in monitor.listen():
                if self.stopping.is_set():
                    return
                self._note(heard["command"], float(heard["time"]))

    def _note(self, command: str, at: float) -> None:
        words = command.split(" ", 2)
        if words[0] == "LPUSH" and words[1] == "sweeps":
            self.times.append((task_of(words[2]), at))


def task_of(message: str) -> str:
    """Return the job's name in a message of Celery's."""
    headers: dict[str, Any] = json.loads(message)["headers"]
    return str(headers["task"])


def intervals_of(scene: Scene) -> dict[str, float]:
    """Return the seconds between two runs of each sweep, as the schedule has them."""
    query = """
        SELECT task.task, slot.every FROM django_celery_beat_periodictask task
        JOIN django_celery_beat_intervalschedule slot ON slot.id = task.interval_id
        WHERE task.enabled AND slot.period = 'seconds'
    """
    return {str(name): float(str(every)) for name, every in scene.ask(query)}


def doubled(times: list[tuple[str, float]], intervals: dict[str, float], seconds: float) -> Iterator[str]:
    """Yield the sweeps that were sent more often than their interval allows, or not at all."""
    counts = Counter(name for name, _at in times)
    for name, every in intervals.items():
        if counts[name] > seconds / every + 2:
            yield f"{name} was sent {counts[name]} times in {seconds:.0f} s"
        if not counts[name]:
            yield f"{name} was never sent"


def kill_holder(context: Context, scene: Scene) -> float | None:
    """Kill the beat that sends; return the seconds until the other one does, None when it does not."""
    holder = str(scene.ask("SELECT holder FROM operations_lease WHERE name = 'beat'")[0][0])
    pid = int(holder.split(":")[1])
    beat = next(one for name, one in scene.desk.processes.items() if name.startswith("beat") and one.pid == pid)
    beat.kill()
    killed = time.time()
    with Sends(context.redis.url) as sends:
        came = wait_for(lambda: any(at > killed for _name, at in sends.times), FOLLOW_SECONDS + 10, step=0.02)
    return min(at for _name, at in sends.times) - killed if came else None


def kill_all(scene: Scene) -> float | None:
    """Kill every beat; return the seconds until /readyz is red because of it, None when it is not in time."""
    for name, process in scene.desk.processes.items():
        if name.startswith("beat"):
            process.kill()
    began = time.monotonic()
    red = wait_for(lambda: '"beat": "silent' in readiness(scene.desk.urls[0]), RED_SECONDS, step=0.2)
    return time.monotonic() - began if red else None


CASE = Case("F12", "beat doubled, beat dead", run)
