"""F10: the model server times out, limits, fails, cuts, babbles, drips, or answers in another language."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tests.standins import openai as wire
from tests.standins.server import Asked, Reply
from tools.faults.context import Context
from tools.faults.journal import ANSWER
from tools.faults.load import Load, Saying
from tools.faults.registry import Case
from tools.faults.result import Result
from tools.faults.scene import Scene, production, wait_for
from tools.faults.second_channel import add_channel
from tools.stack.desk import Layout
from tools.stack.seed import Seeded
from tools.stack.whatsapp import customer_address

# The profile's own time-out in this case; the default is 15 s, and the promise 20 s.
AI_SECONDS = 6
PROMISE_SECONDS = 20.0
QUESTION = "How long does the delivery take and what does it cost for the house?"
GERMAN = "Die Lieferung dauert zwei bis vier Tage und ist für Sie im Inland nicht teuer."
GOOD = wire.report(ANSWER)
REASONS = (
    "SELECT i.external_id, h.reason FROM routing_handoff h JOIN conversations_conversation c ON c.id ="
    " h.conversation_id JOIN conversations_leadidentity i ON i.lead_id = c.lead_id"
)


@dataclass(frozen=True)
class Mode:
    """How a server behaves, and what must come of it: an answer (empty reason) or a handoff with this reason."""

    reply: Reply
    reason: str
    opens: bool = True


MODES: Mapping[str, Mode] = {
    "time-out": Mode(replace(GOOD, delay=60.0), "timeout"),
    "429, Retry-After 60": Mode(wire.rate_limited("60"), "unavailable"),
    "500": Mode(wire.broken(), "unavailable"),
    "cut stream": Mode(replace(GOOD, cut_after=100), "unavailable"),
    "invalid JSON": Mode(wire.garbage(), "invalid"),
    "60 s drip": Mode(replace(GOOD, drip=60.0), "timeout"),
    "wrong language": Mode(wire.report(GERMAN), "wrong language", opens=False),
    "429, Retry-After 1": Mode(wire.rate_limited("1"), "", opens=False),
}
QUICK = ("60 s drip", "invalid JSON", "wrong language")


def run(context: Context) -> Iterator[Result]:
    """One mode after another on the production set, customers of a built-in answerer beside each."""
    chosen = [name for name in MODES if not context.quick or name in QUICK]
    count = context.size(12, 8)
    with production(context, "model", Layout(watchdog=0), ai_seconds=AI_SECONDS) as scene:
        scene.model.behave = Behaviours()
        beside = add_channel(scene, "beside", "100000000000900", base_url="", seconds=AI_SECONDS)
        quiet = Watch(scene, beside, first=900_000, count=count).finish()
        for number, name in enumerate(chosen):
            base_url = f"{scene.model.url}/{number}/v1"
            account = add_channel(scene, name, f"1000000001{number:05d}", base_url=base_url, seconds=AI_SECONDS)
            scene.model.behave.modes[f"/{number}/"] = MODES[name]
            result = one_mode(scene, name, account, (beside, quiet), first=1_000 * (number + 1), count=count)
            context.progress(f"{name}: {result.note}")
            yield result


class Behaviours:
    """Each server (a path of the one stand-in) behaves in its own mode; a short limit is lifted after its wait."""

    def __init__(self) -> None:
        """Know of no server yet."""
        self.modes: dict[str, Mode] = {}
        self.asked: dict[str, int] = {}
        self._limited_until: dict[str, float] = {}

    def __call__(self, asked: Asked) -> Reply:
        """Answer one request."""
        path = next((start for start in self.modes if asked.path.startswith(start)), "")
        self.asked[path] = self.asked.get(path, 0) + 1
        mode = self.modes.get(path)
        if mode is None:
            return GOOD
        if not mode.reason:
            until = self._limited_until.setdefault(path, time.monotonic() + 1)
            return mode.reply if time.monotonic() < until else GOOD
        return mode.reply


class Watch:
    """Customers of one number who each ask once; and how long each waited for the first word."""

    def __init__(self, scene: Scene, account: Seeded, *, first: int, count: int, per_second: float = 4.0) -> None:
        """Begin to ask."""
        self._scene = scene
        self.addresses = [customer_address(first + number) for number in range(count)]
        sayings = [Saying(f"wamid.F10.{first + n}", to, QUESTION) for n, to in enumerate(self.addresses)]
        self.load = Load(scene.desk.urls, account, clients=4).start(sayings, per_second=per_second)

    def finish(self, seconds: float = 60) -> "Watch":
        """Wait until everybody has heard something."""
        self.load.join()
        wait_for(lambda: set(self.addresses) <= {send.to for send in self._scene.provider.sends}, seconds)
        return self

    def waits(self) -> list[float]:
        """Return the seconds between each 200 and the first words at the provider, sorted."""
        heard: dict[str, float] = {}
        for send in self._scene.provider.sends:
            heard.setdefault(send.to, send.at)
        asked = dict(zip(self.addresses, [self.load.posted.accepted.get(key) for key in self.ids()], strict=True))
        return sorted(heard.get(to, time.time()) - at for to, at in asked.items() if at)

    def ids(self) -> list[str]:
        """Return the provider's ids in the order of the addresses."""
        first = int(self.addresses[0][4:])
        return [f"wamid.F10.{first + number}" for number in range(len(self.addresses))]

    @property
    def p95(self) -> float:
        """Return the 95th percentile of the waits."""
        waits = self.waits()
        return waits[min(int(len(waits) * 0.95), len(waits) - 1)] if waits else 0.0


def one_mode(
    scene: Scene, name: str, account: Seeded, beside: tuple[Seeded, Watch], *, first: int, count: int
) -> Result:
    """Let customers ask a server that misbehaves and, meanwhile, others whose AI works."""
    mode = MODES[name]
    hurt = Watch(scene, account, first=first, count=count, per_second=20)
    others = Watch(scene, beside[0], first=first + 500, count=count).finish()
    hurt.finish()
    scene.wait_settled(60)
    complaints = judge(scene, mode, hurt, others, quiet=beside[1])
    path = f"/{first // 1_000 - 1}/"
    asked = scene.model.behave.asked.get(path, 0)  # type: ignore[union-attr]
    if mode.opens != opened(scene, path):
        complaints.append(f"the breaker {'did not open' if mode.opens else 'opened'}")
    accepted = {**hurt.load.posted.accepted, **others.load.posted.accepted}
    findings = scene.audit(accepted)
    note = (
        f"{count} asked, {asked} requests to the server, slowest first word {max(hurt.waits(), default=0):.1f} s;"
        f" others' p95 {others.p95:.1f} s (quiet {beside[1].p95:.1f} s)"
    )
    return findings.result(
        f"F10 {name}", injected=asked, messages=len(accepted), recover=None, complaints=complaints, note=note
    )


def opened(scene: Scene, path: str) -> bool:
    """Whether the worker's log says that the breaker of this server opened."""
    lines = scene.desk.processes["ai-1"].log_text.splitlines()
    return any('"ai.breaker"' in line and '"open"' in line and path in line for line in lines)


def judge(scene: Scene, mode: Mode, hurt: Watch, others: Watch, *, quiet: Watch) -> list[str]:
    """Everybody heard something in time; the reason is on record; the others hardly noticed."""
    wrong = []
    waits = hurt.waits()
    if len(waits) < len(hurt.addresses) or max(waits) > PROMISE_SECONDS:
        wrong.append(f"somebody waited {max(waits, default=0):.1f} s")
    reasons = {str(to): str(reason) for to, reason in scene.ask(REASONS)}
    mine = [reasons.get(to, "") for to in hurt.addresses]
    if mode.reason:
        missing = [reason for reason in mine if mode.reason not in reason and "paused" not in reason]
        wrong += [f"the reason is {missing[0]!r}"] if missing else []
        wrong += ["nobody met the fault itself"] if not any(mode.reason in reason for reason in mine) else []
    elif any(mine):
        wrong.append(f"handed off although a short wait was asked for: {next(filter(None, mine))}")
    if others.p95 > 1.5 * quiet.p95 + 0.5:
        wrong.append(f"the others' p95 went from {quiet.p95:.1f} to {others.p95:.1f} s")
    return wrong


CASE = Case("F10", "the model server misbehaves in eight ways", run)
