"""F6: Redis is away for half a minute: killed once, and once there without ever answering (half-open)."""

import time
from collections.abc import Callable, Iterator

from tools.faults.browser import Browser
from tools.faults.context import Context
from tools.faults.load import Posted, plan
from tools.faults.proxy import Mode, Proxy
from tools.faults.registry import Case
from tools.faults.result import Result
from tools.faults.scene import Scene, production, wait_for
from tools.stack.desk import Layout

OUTAGE_SECONDS = 30
QUICK_OUTAGE_SECONDS = 20
DRAIN_SECONDS = 30
WEBHOOK_P99_SECONDS = 1.5
PER_SECOND = 5


def run(context: Context) -> Iterator[Result]:
    """Take Redis away in two ways from a desk whose every connection to it runs through the proxy."""
    with (
        Proxy(context.redis.port) as proxy,
        production(context, "desk", Layout(), redis_port=proxy.port) as scene,
        Browser(scene.desk.urls[0], scene.seeded) as browser,
    ):
        accepted: set[str] = set()

        def half_open() -> None:
            proxy.be(Mode.HALF_OPEN)

        def answers_again() -> None:
            proxy.be(Mode.PASS)

        ways = (
            ("F6 killed", context.redis.kill, context.redis.start),
            ("F6 half-open", half_open, answers_again),
        )
        for fault, take_away, give_back in ways:
            yield outage(context, scene, browser, (fault, take_away, give_back), accepted)


def outage(
    context: Context,
    scene: Scene,
    browser: Browser,
    way: tuple[str, Callable[[], None], Callable[[], None]],
    accepted: set[str],
) -> Result:
    """Take Redis away and give it back while customers write; `accepted` grows by what was taken."""
    fault, take_away, give_back = way
    seconds = context.size(OUTAGE_SECONDS, QUICK_OUTAGE_SECONDS)
    count = (seconds + 6) * PER_SECOND
    first = len(accepted)
    sayings = plan(fault, count, customers=count // 2, chance=context.chance(fault), wishes=0.3, first=first)
    load = scene.load().start(sayings, per_second=PER_SECOND)
    time.sleep(3)
    began = time.time()
    take_away()
    context.progress(f"{fault}: Redis is away")
    time.sleep(seconds)
    ended = time.time()
    left = acknowledged_between(scene, began, ended)
    give_back()
    # kombu may end a worker that loses Redis in the middle of a command; systemd starts it again, and so do we.
    ended_by_it = [name for name, process in scene.desk.processes.items() if not process.alive]
    scene.desk.start()
    context.progress(f"{fault}: Redis is back; {left} acknowledgements left meanwhile")
    back = time.monotonic()
    posted = load.join()
    settled = scene.wait_settled(120)
    drained = time.monotonic() - back
    shown = wait_for(lambda: behind(scene, browser) == 0, 20)
    accepted |= set(posted.accepted)
    findings = scene.audit(accepted)
    complaints = [
        *answers(posted, began, ended),
        *([] if left else ["no acknowledgement left while Redis was away"]),
        *([] if settled is not None and drained <= DRAIN_SECONDS else [f"not drained within {DRAIN_SECONDS} s"]),
        *([] if shown else [f"the browser lacks {behind(scene, browser)} conversations"]),
    ]
    return findings.result(
        fault, injected=1, messages=len(posted.accepted), recover=drained, complaints=complaints,
        note=(
            f"away {seconds} s; webhooks p50 {posted.percentile(0.5, began, ended) * 1000:.0f} ms,"
            f" p99 {posted.percentile(0.99, began, ended) * 1000:.0f} ms (before:"
            f" {posted.percentile(0.99, 0, began) * 1000:.0f} ms); {left} acknowledgements left meanwhile;"
            f" started again: {', '.join(ended_by_it) or 'nothing'}"
        ),
    )  # fmt: skip


def answers(posted: Posted, began: float, ended: float) -> Iterator[str]:
    """Yield what customers' webhooks must not see."""
    if posted.statuses() != {200}:
        yield f"the door answered {sorted(posted.statuses())}"
    if (slow := posted.percentile(0.99, began, ended)) > WEBHOOK_P99_SECONDS:
        yield f"webhooks took {slow:.2f} s (p99)"


def acknowledged_between(scene: Scene, began: float, ended: float) -> int:
    """Return how many acknowledgements the provider got of handoffs that began while Redis was away."""
    rows = scene.snapshot().words
    ours = {row.id for row in rows if row.purpose == "acknowledgement" and row.created_at > began}
    return sum(1 for send in list(scene.provider.sends) if send.ref in ours and began < send.at < ended)


def behind(scene: Scene, browser: Browser) -> int:
    """Return how many conversations the browser knows in an older version than the database, or not at all."""
    threads = scene.snapshot().threads
    return sum(1 for thread in threads if browser.versions.get(thread.id, 0) < thread.version)


CASE = Case("F6", "Redis away for 30 s: killed, and half-open", run)
