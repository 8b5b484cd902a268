"""Children that end with us, however we end: also by SIGKILL, when no handler of ours runs any more.

One guard process for each of our processes. It reads which children live from a pipe; when the pipe closes, because we
are gone, it kills what is left. Linux's own parent-death signal will not do: it fires when the starting *thread* ends.

    +PID SIGNAL     a child began; this signal ends it and its group
    -PID            it ended
"""

import os
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO

_lock = threading.Lock()
_guards: "dict[int, subprocess.Popen[str]]" = {}


def watch(pid: int, signal_number: int) -> None:
    """Kill the session of this child by this signal when we are gone."""
    _tell(f"+{pid} {int(signal_number)}\n")


def forget(pid: int) -> None:
    """Watch this child no more: it has ended, and its number may come again."""
    _tell(f"-{pid}\n")


def _tell(line: str) -> None:
    with _lock:
        # By our own number: a forked child has a copy of this module and needs a guard of its own.
        guard = _guards.get(os.getpid())
        if guard is None or guard.poll() is not None:
            guard = subprocess.Popen(
                [sys.executable, "-S", __file__], stdin=subprocess.PIPE, text=True, start_new_session=True
            )
            _guards[os.getpid()] = guard
        if guard.stdin is not None:  # always: it is a pipe
            guard.stdin.write(line)
            guard.stdin.flush()


def keep_watch(lines: IO[str]) -> None:
    """Read until the pipe closes, then kill what still lives."""
    living: dict[int, int] = {}
    for line in lines:
        words = line[1:].split()
        if line.startswith("+"):
            living[int(words[0])] = int(words[1])
        else:
            living.pop(int(words[0]), None)
    for pid, signal_number in living.items():
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal_number)


if __name__ == "__main__":
    keep_watch(sys.stdin)
