"""What running processes have used so far, as the kernel counts it."""

import os
from collections.abc import Sequence
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


class CpuClock:
    """The processor time of some processes: unlike the clock on the wall, it does not run for others."""

    def __init__(self, pids: Sequence[int]) -> None:
        """Watch these processes."""
        self._pids = tuple(pids)

    def seconds(self) -> float:
        """Return what they have used since their start, in user and system mode."""
        return sum(map(_used, self._pids)) / TICKS


class FamilyClock:
    """The processor time of a process and its children, for example of PostgreSQL with all its connections.

    A child that has ended and was waited for counts on with its parent.
    """

    def __init__(self, pid: int) -> None:
        """Watch this family."""
        self._pid = pid

    def seconds(self) -> float:
        """Return what the family has used so far, in user and system mode."""
        own = _fields(self._pid)
        ended = int(own[13]) + int(own[14])
        return (_used(self._pid) + ended + sum(map(self._used_as_child, _all_pids()))) / TICKS

    def _used_as_child(self, pid: int) -> int:
        try:
            fields = _fields(pid)
        except (FileNotFoundError, ProcessLookupError):
            return 0  # it ended while we looked
        return int(fields[11]) + int(fields[12]) if int(fields[1]) == self._pid else 0


def _all_pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _used(pid: int) -> int:
    fields = _fields(pid)
    return int(fields[11]) + int(fields[12])


def _fields(pid: int) -> list[str]:
    """Return the numbers behind a process's name; the name in brackets may hold anything (proc(5))."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
