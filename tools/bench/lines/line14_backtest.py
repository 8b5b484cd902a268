"""14: a back-test of a changed draft, by the number of messages."""

import json
from collections.abc import Iterator
from typing import Any

from tools.bench.context import Context
from tools.bench.desks import run_script, web_only
from tools.bench.registry import Line
from tools.bench.result import Result, at_most, shown
from tools.bench.seeded import seeded_copy

MESSAGES = 20_000
WHOLE = 100_000
LIMIT_SECONDS = 120
KINDS = (("modes", "without a new word"), ("words", "with new words"))


def measure(context: Context) -> Iterator[Result]:
    """Fill one database, then try both kinds of a draft on it; each message has an AI's reply that was judged too."""
    url, _ = seeded_copy(context, "backtest")
    desk = web_only(context.fresh_directory("backtest"), url, context.redis.url)
    count = context.size(MESSAGES, 4_000)
    for kind, words in KINDS:
        context.progress(f"  {count:,} messages against a draft {words}")
        yield from judged(json.loads(run_script(desk, "backtest_script", str(count), kind)), words)


def judged(found: dict[str, Any], words: str) -> Iterator[Result]:
    """Judge by the time for 100,000 messages, all but the start of Python counted by the message."""
    rate = found["messages"] / found["judging"]
    whole = found["seconds"] - found["judging"] + WHOLE / rate
    note = (
        f"{found['messages']:,} messages in {found['seconds']:.1f} s, of which the start takes"
        f" {found['seconds'] - found['judging']:.1f} s; {found['processor'] / found['messages'] * 1000:.2f} ms of"
        f" processor a message; {found['findings']:,} findings, {found['gained']} handoffs gained; two processes"
    )
    yield shown(f"back-test, draft {words}", rate, "messages/s", note=note)
    yield at_most(f"back-test of {WHOLE:,} messages, draft {words}", whole, "s", limit=LIMIT_SECONDS)


LINE = Line("14", "back-test", measure)
