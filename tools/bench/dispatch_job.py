"""The job of the dispatch bench: it notes how long it was on its way. No desk loads this module; the bench names it.

A worker takes it along with `-I tools.bench.dispatch_job`.
"""

import os
import time
from pathlib import Path
from typing import Any

from celery import shared_task

JOB = "bench.note_start"
# Where a job writes what it has to say: one line for each, far below the size up to which appending is whole.
RECEIPTS = "BENCH_DISPATCH_RECEIPTS"


@shared_task(name=JOB)
def note_start(*, sent: str, **_: Any) -> None:
    """Note the milliseconds since it was sent (the monotonic clock, which all processes of this machine share)."""
    milliseconds = (time.monotonic() - float(sent)) * 1000
    with Path(os.environ[RECEIPTS]).open("a", encoding="ascii") as receipts:
        receipts.write(f"{milliseconds:.3f}\n")
