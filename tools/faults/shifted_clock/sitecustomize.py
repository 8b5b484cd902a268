"""Lets a process live at another time: Python runs this module at its start when this directory is on PYTHONPATH.

A file says how many seconds the clock is ahead; it is read again and again, so the clock jumps while the process runs.
Only the wall clock moves: what is elapsed (the monotonic clock, sleeping) stays true, as where a clock is set by hand.
"""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

import time_machine

FILE = Path(os.environ.get("SHIFTED_CLOCK", ""))
LOOK_SECONDS = 0.1


def follow() -> None:
    """Set the clock whenever the file says something else."""
    known, travel = 0, None
    pause = threading.Event()
    while not pause.wait(LOOK_SECONDS):
        with suppress(OSError, ValueError):
            offset = int(FILE.read_text(encoding="ascii"))
            if offset == known:
                continue
            if travel is not None:
                travel.stop()
            travel = time_machine.travel(time.time() + offset, tick=True)
            travel.start()
            known = offset


threading.Thread(target=follow, name="shifted-clock", daemon=True).start()
