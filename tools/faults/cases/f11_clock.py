"""F11: the clock jumps an hour ahead and back and thirty days ahead, summer time comes and goes, a zone is changed."""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tools.faults.context import Context
from tools.faults.load import WISHES, Load, Posted, Saying
from tools.faults.registry import Case
from tools.faults.result import Result
from tools.faults.scene import Scene, embedded
from tools.stack import commands
from tools.stack.whatsapp import customer_address

SHIFTED = Path(__file__).resolve().parents[1] / "shifted_clock"
HOUR, DAY = 3600, 86_400
AI_SECONDS = 30
WATCH_SECONDS = 6
# Beat may catch up with each job once; more than that is a storm.
MOST_RUNS_FACTOR = 2.5
RUNS = "SELECT coalesce(sum(runs), 0) FROM operations_sweeprun"
BREACHES = "SELECT conversation_id, payload FROM conversations_event WHERE kind = 'sla.breached'"
ARMED = "SELECT id, due_at FROM routing_deadline WHERE state = 'armed' ORDER BY id"
EARLY = "SELECT count(*) FROM routing_deadline WHERE state = 'fired' AND settled_at < due_at"
ZONES = """
import django
django.setup()
from routing.models import Calendar
print(Calendar.objects.update(time_zone="Australia/Lord_Howe"))
"""


class Clock:
    """The desk's clock: a file with an offset, which `shifted_clock` follows inside its process."""

    def __init__(self, file: Path) -> None:
        """Run with the true time."""
        self._file = file
        self.offset = 0
        self.jump(0)

    def jump(self, offset: int) -> None:
        """Be so many seconds ahead of the true time from now on."""
        self.offset = offset
        self._file.write_text(f"{offset:+d}\n", encoding="ascii")

    @property
    def environment(self) -> dict[str, str]:
        """Return what lets a process see this clock; what is elapsed is still told by the true one."""
        return {"PYTHONPATH": str(SHIFTED), "SHIFTED_CLOCK": str(self._file)}


def run(context: Context) -> Iterator[Result]:
    """Jump with an embedded desk whose deadlines are watched."""
    clock = Clock(context.fresh_directory("clock") / "offset")
    with embedded(context, "jumps", ai_seconds=AI_SECONDS, environment=clock.environment) as scene:
        yield jumps(context, scene, clock)
        yield summer_time(context, scene, clock)
        yield zone(scene, clock)


def jumps(context: Context, scene: Scene, clock: Clock) -> Result:
    """An hour ahead, an hour back, thirty days ahead: each promise is broken once at most, and never too early."""
    count = context.size(20, 5)
    quiet = beats(scene)
    posted = wish(scene, "jump", 0, count)
    complaints: list[str] = []
    for name, offset in (("+1 h", HOUR), ("back", 0), ("+30 days", 30 * DAY)):
        before = armed(scene)
        clock.jump(offset)
        busy = beats(scene)
        if busy > quiet * MOST_RUNS_FACTOR + 10:
            complaints.append(f"{name}: beat sent {busy} jobs in {WATCH_SECONDS} s, before {quiet}")
        if not busy:
            complaints.append(f"{name}: beat has stopped")
        if offset == 30 * DAY and not scene.ask(BREACHES):
            complaints.append("nothing was late after thirty days: the clock did not move")
        complaints += [f"{name}: {text}" for text in (*early(scene), *backwards(scene, before))]
        posted.accepted.update(wish(scene, f"after{offset}", 100 + offset // HOUR * 100, count).accepted)
        context.progress(f"{name}: {busy} jobs in {WATCH_SECONDS} s, {len(scene.ask(BREACHES))} promises broken")
    complaints += twice(scene)
    return finish(
        scene, "F11 jumps", posted, 3, complaints, note=f"{len(scene.ask(BREACHES))} promises broken, each once"
    )


def summer_time(context: Context, scene: Scene, clock: Clock) -> Result:
    """Live through both changes of summer time in Berlin and Lord Howe, half a minute before each."""
    posted = Posted()
    complaints: list[str] = []
    # 2027: Berlin 28 March and 31 October 01:00 UTC; Lord Howe 3 April 15:00 UTC and 2 October 15:30 UTC.
    changes = ("2027-03-28T01:00:00", "2027-04-03T15:00:00", "2027-10-02T15:30:00", "2027-10-31T01:00:00")
    for number, moment in enumerate(changes if not context.quick else changes[:2]):
        at = time.mktime(time.strptime(moment, "%Y-%m-%dT%H:%M:%S")) - time.timezone
        before = armed(scene)
        clock.jump(int(at - time.time()) - WATCH_SECONDS // 2)
        posted.accepted.update(wish(scene, f"dst{number}", 1_000_000 + number * 100, 3).accepted)
        time.sleep(WATCH_SECONDS)
        complaints += [f"{moment}: {text}" for text in (*early(scene), *backwards(scene, before))]
    complaints += twice(scene)
    return finish(scene, "F11 summer time", posted, len(changes), complaints)


def zone(scene: Scene, clock: Clock) -> Result:
    """Change the zone of every calendar: promises that were made stay as they are."""
    posted = wish(scene, "zone", 2_000_000, 5)
    before = armed(scene)
    done = scene.desk.run(str(commands.BIN / "python"), "-c", ZONES)
    complaints = [] if done.returncode == 0 else [done.stderr[-200:]]
    time.sleep(WATCH_SECONDS / 2)
    after = armed(scene)
    complaints += [f"deadline {key} moved" for key, due in before.items() if key in after and after[key] != due]
    complaints += [*early(scene), *twice(scene)]
    clock.jump(clock.offset)
    return finish(scene, "F11 zone changed", posted, 1, complaints)


def finish(scene: Scene, fault: str, posted: Posted, injected: int, complaints: list[str], note: str = "") -> Result:
    """Wait until settled and audit."""
    if scene.wait_settled(60) is None:
        complaints.append("it did not settle")
    findings = scene.audit(posted.accepted)
    # When nobody has acted for so long the AI gets the floor back and says so: that is the answer, and it is no turn.
    findings = replace(findings, lost=[text for text in findings.lost if not text.endswith("has no answer")])
    return findings.result(
        fault, injected=injected, messages=len(posted.accepted), recover=None, complaints=complaints[:3], note=note
    )


def wish(scene: Scene, prefix: str, first: int, count: int) -> Posted:
    """Let new customers ask for a person, and wait until their handoffs are whole."""
    sayings = [Saying(f"wamid.F11.{prefix}.{n}", customer_address(first + n), WISHES[0]) for n in range(count)]
    posted = Load(scene.desk.urls, scene.seeded, clients=2).start(sayings).join()
    scene.wait_settled(30)
    return posted


def beats(scene: Scene) -> int:
    """Return how many jobs were relayed and swept meanwhile, by the heartbeat's own counter of runs."""
    began = runs(scene)
    time.sleep(WATCH_SECONDS)
    return runs(scene) - began


def runs(scene: Scene) -> int:
    """Return how many jobs beat has sent since its schedule was made."""
    return int(str(scene.ask(RUNS)[0][0]))


def armed(scene: Scene) -> dict[str, str]:
    """Return when each armed deadline is due, as the database writes it."""
    return {str(key): str(due) for key, due in scene.ask(ARMED)}


def early(scene: Scene) -> list[str]:
    """No deadline was acted on before it was due."""
    count = int(str(scene.ask(EARLY)[0][0]))
    return [f"{count} deadlines were acted on too early"] if count else []


def backwards(scene: Scene, before: dict[str, str]) -> list[str]:
    """A deadline that is armed moves to a later time or not at all."""
    after = armed(scene)
    return [f"deadline {key} moved back" for key, due in before.items() if key in after and after[key] < due]


def twice(scene: Scene) -> list[str]:
    """The first response of a handoff is broken once."""
    broken: Counter[str] = Counter()
    with closing(sqlite3.connect(scene.database, timeout=20)) as file:
        query = (
            "SELECT conversation_id, json_extract(payload, '$.handoff_id') FROM conversations_event"
            " WHERE kind = 'sla.breached' AND json_extract(payload, '$.what') = 'first_response'"
        )
        broken.update(str(row) for row in file.execute(query))
    return [f"{key} was broken {count} times" for key, count in broken.items() if count > 1]


CASE = Case("F11", "the clock jumps, summer time, a zone changed", run)
