"""The processes that judge: forked off once the rules are compiled, so that all share one copy of them."""

import gc
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeAlias

from django.db import connections

from triggers.models import BacktestFinding
from triggers.services.backtests.messages import MessagePart

Findings: TypeAlias = "list[BacktestFinding]"
JudgePart = Callable[[MessagePart], Findings]


@contextmanager
def judging(judge: JudgePart, processes: int) -> Iterator[Callable[[MessagePart], "Future[Findings]"]]:
    """Yield what gives a part out to be judged: to processes with the compiled rules, or done at once."""
    if not processes:
        yield lambda part: _at_once(judge, part)
        return
    # A connection must not be shared with a process that is forked off.
    connections.close_all()
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(
        min(processes, os.cpu_count() or 1), context, initializer=_begin, initargs=(judge, os.getpid())
    )
    # What is there now is shared by all; the collector would touch, and so copy, every page of it.
    gc.collect()
    gc.freeze()
    # The first call forks them all: now, while no connection is open.
    pool.submit(os.getpid).result()
    try:
        yield lambda part: pool.submit(_judge_here, part)
    finally:
        pool.shutdown(cancel_futures=True)


_judge_of_process: JudgePart | None = None


def _begin(judge: JudgePart, parent: int) -> None:
    global _judge_of_process  # noqa: PLW0603 - what a forked process is for
    _judge_of_process = judge
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process when the one that it works for is gone: nobody would ever tell it."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _judge_here(part: MessagePart) -> Findings:
    if _judge_of_process is None:
        raise RuntimeError("no rules in this process")
    return _judge_of_process(part)


def _at_once(judge: JudgePart, part: MessagePart) -> "Future[Findings]":
    done: Future[Findings] = Future()
    done.set_result(judge(part))
    return done
