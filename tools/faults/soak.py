"""The soak: a seeded random sequence of faults over a production desk under steady load, with agents at work.

`python -m tools.faults --soak --seed 7 --minutes 20`. The audit is the oracle at the end: every message accounted for,
one owner, no word of the AI after a take-over, every handoff with a team, versions without a gap.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import redis

from tests.standins import openai as wire
from tests.standins.server import Reply
from tools.faults.agent import Agent
from tools.faults.background import Background
from tools.faults.context import Context
from tools.faults.load import plan
from tools.faults.result import Result
from tools.faults.scene import Scene, production
from tools.faults.threads import conversations
from tools.stack.desk import Layout

PER_SECOND = 6
CUSTOMERS = 150
AI_SECONDS = 4
PAUSE_SECONDS = (2.0, 6.0)
SETTLE_SECONDS = 300
# RestartSec of the units in deploy/systemd.
RESTART_SECONDS = 2.0
ACTS = ("take_over", "claim", "reply", "resume", "resolve", "note")
LAYOUT = Layout(web=2, beat=2, watchdog=1)


@dataclass
class Chaos:
    """The faults, each of which is over (or will be repaired by the desk itself) when its function returns."""

    context: Context
    scene: Scene
    chance: Random
    done: Counter[str] = field(default_factory=Counter)

    def strike(self) -> str:
        """Do one fault of the list, by chance; return its name."""
        faults: dict[str, Callable[[], None]] = {
            "kill -9 of a process": self.kill,
            "SIGTERM of a process": self.terminate,
            "SIGSTOP for a while": self.freeze,
            "Redis killed": self.redis_down,
            "Redis FLUSHALL": self.redis_flush,
            "PostgreSQL immediate restart": self.postgres_restart,
            "provider's answers cut": self.provider_cuts,
            "provider limits": self.provider_limits,
            "model misbehaves": self.model_misbehaves,
        }
        name = self.chance.choice(sorted(faults))
        faults[name]()
        self.done[name] += 1
        return name

    def kill(self) -> None:
        """SIGKILL; the supervisor starts it again."""
        self.scene.desk.processes[self._any_process()].kill()

    def terminate(self) -> None:
        """SIGTERM, as a deployment does; the supervisor starts it again."""
        self.scene.desk.processes[self._any_process()].terminate()

    def freeze(self) -> None:
        """SIGSTOP and SIGCONT: a machine that swaps."""
        process = self.scene.desk.processes[self._any_process()]
        process.send(19)
        time.sleep(self.chance.uniform(1, 5))
        process.send(18)

    def redis_down(self) -> None:
        """Kill Redis for some seconds."""
        self.context.redis.kill()
        time.sleep(self.chance.uniform(1, 6))
        self.context.redis.start()

    def redis_flush(self) -> None:
        """Make Redis forget everything."""
        with redis.Redis.from_url(self.context.redis.url) as client:
            client.flushall()

    def postgres_restart(self) -> None:
        """Stop PostgreSQL as a crash does."""
        self.context.postgres.kill()
        time.sleep(self.chance.uniform(0, 3))
        self.context.postgres.start()

    def provider_cuts(self) -> None:
        """Let the provider take some messages without an answer."""
        self.scene.provider.script(*[Reply(cut=True)] * self.chance.randint(1, 5))

    def provider_limits(self) -> None:
        """Let the provider refuse some for a moment."""
        self.scene.provider.script_errors(*self.chance.choices((131056, 131000), k=self.chance.randint(1, 6)))

    def model_misbehaves(self) -> None:
        """Let the model fail for some seconds, in one of its ways."""
        ways = (wire.broken(), wire.garbage(), wire.cut_off(), wire.rate_limited("30"), wire.slow(30), wire.drip(60))
        reply = self.chance.choice(ways)
        self.scene.model.behave = lambda _asked: reply
        time.sleep(self.chance.uniform(3, 8))
        self.scene.model.behave = None

    def _any_process(self) -> str:
        return self.chance.choice(sorted(self.scene.desk.processes))


class Supervisor(Background):
    """What systemd is to the desk: starts again whatever has ended, two seconds later."""

    def __init__(self, scene: Scene) -> None:
        """Watch the processes of this desk."""
        super().__init__()
        self._scene = scene
        self.started: Counter[str] = Counter()

    def work(self) -> None:
        """Look at each process in turn."""
        while not self.stopping.wait(RESTART_SECONDS):
            for name, process in self._scene.desk.processes.items():
                if not process.alive:
                    process.start()
                    self.started[name] += 1


class Desk(Background):
    """Agents who take over, answer, resume and resolve by chance until they are told to stop."""

    def __init__(self, scene: Scene, chance: Random) -> None:
        """Log in while everything works."""
        super().__init__()
        self._scene, self._chance = scene, chance
        self._people = [
            Agent(url, email, scene.seeded.password).log_in()
            for url, email in zip(scene.desk.urls, scene.seeded.agents, strict=False)
        ]
        self.statuses: Counter[int] = Counter()

    def work(self) -> None:
        """Do one thing after another."""
        keys: list[str] = []
        while not self.stopping.wait(self._chance.uniform(0.1, 0.5)):
            if not keys or self._chance.random() < 0.05:
                keys = self._keys() or keys
            if keys:
                act = self._chance.choice(ACTS)
                given: dict[str, object] = {"body": "A person writes."} if act in {"reply", "note"} else {}
                if act == "reply":
                    given["take_over"] = self._chance.random() < 0.5
                status, _ = self._chance.choice(self._people).act(self._chance.choice(keys), act, **given)
                self.statuses[status] += 1

    def _keys(self) -> list[str]:
        try:
            return sorted(conversations(self._scene).values())
        except Exception:  # noqa: BLE001 - the database may be down at this very moment: that is what is tried
            return []


def soak(context: Context, *, minutes: float) -> Result:
    """Run load, agents and faults for so long, then let everything settle and audit it."""
    context.code = "SOAK"
    chance = context.chance("soak")
    seconds = minutes * 60
    with production(context, "soak", LAYOUT, ai_seconds=AI_SECONDS) as scene:
        sayings = plan("SOAK", int(seconds * PER_SECOND), customers=CUSTOMERS, chance=context.chance("customers"))
        chaos = Chaos(context, scene, chance)
        people, supervisor = Desk(scene, context.chance("agents")), Supervisor(scene)
        with supervisor:
            with people:
                load = scene.load(clients=8, patience=300).start(sayings, per_second=PER_SECOND)
                until = time.monotonic() + seconds
                while time.monotonic() < until:
                    time.sleep(chance.uniform(*PAUSE_SECONDS))
                    context.progress(f"{chaos.strike()}; {load.accepted} taken, {sum(people.statuses.values())} acts")
                ended = time.monotonic()
                scene.model.behave = None
                posted = load.join()
            settled = scene.wait_settled(SETTLE_SECONDS)
        context.progress(f"started again: {dict(supervisor.started)}")
        recover = None if settled is None else time.monotonic() - ended
        return judge(scene, posted.accepted, chaos, people, recover=recover)


def judge(scene: Scene, accepted: dict[str, float], chaos: Chaos, people: Desk, *, recover: float | None) -> Result:
    """Return the row: the audit's findings, and whether it settled and only good answers came."""
    findings = scene.audit(accepted)
    complaints = [] if recover is not None else [f"{scene.open_work()} pieces of work are still open"]
    strange = set(people.statuses) - {0, 200, 201, 400, 404, 409, 502, 503}
    if strange:
        complaints.append(f"agents got {sorted(strange)}")
    note = f"seed {chaos.context.seed}; {sum(people.statuses.values())} acts of agents; " + ", ".join(
        f"{count} x {name}" for name, count in sorted(chaos.done.items())
    )
    return findings.result(
        "soak", injected=sum(chaos.done.values()), messages=len(accepted), recover=recover, complaints=complaints,
        note=note,
    )  # fmt: skip
