"""F7: Redis forgets everything (FLUSHALL) in the middle of the load, again and again."""

import time

import redis

from tools.faults.context import Context
from tools.faults.load import plan
from tools.faults.registry import Case
from tools.faults.result import Result
from tools.faults.scene import production
from tools.stack.desk import Layout

RECOVER_SECONDS = 30


def run(context: Context) -> Result:
    """Empty Redis while customers write; the sweeps must make all the work again from the rows."""
    flushes, count = context.size(10, 4), context.size(600, 120)
    with production(context, "desk", Layout(watchdog=0)) as scene, redis.Redis.from_url(context.redis.url) as client:
        sayings = plan("F7", count, customers=count // 2, chance=context.chance("plan"))
        load = scene.load().start(sayings, per_second=context.size(40, 20))
        keys = 0
        for number in range(1, flushes + 1):
            while load.accepted < count * number // (flushes + 1) and load.running:
                time.sleep(0.005)
            keys += client.dbsize()
            client.flushall()
            context.progress(f"flushed {number} of {flushes}, {load.accepted} of {count} taken")
        posted = load.join()
        recover = scene.wait_settled(120)
        findings = scene.audit(posted.accepted)
    complaints = [] if posted.statuses() == {200} else [f"the door answered {sorted(posted.statuses())}"]
    if recover is None or recover > RECOVER_SECONDS:
        complaints.append(f"not settled {RECOVER_SECONDS} s after the last message")
    return findings.result(
        "F7", injected=flushes, messages=len(posted.accepted), recover=recover, complaints=complaints,
        note=f"{keys} keys thrown away",
    )  # fmt: skip


CASE = Case("F7", "Redis FLUSHALL in the middle of the load", run)
