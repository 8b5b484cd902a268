"""Starting again what ended by itself, as `Restart=always` and `RestartSec` of the units do."""

import time
from collections.abc import Callable, Sequence
from typing import NoReturn

from tools.stack.process import Process

RESTART_SECONDS = 2.0
STEP_SECONDS = 0.25


class Supervisor:
    """Watches processes and restarts each that has ended, two seconds later."""

    def __init__(self, processes: Sequence[Process], say: Callable[[str], None]) -> None:
        """Tell of each end through `say`."""
        self._processes, self._say = processes, say
        self._due: dict[str, float] = {}

    def run(self) -> NoReturn:
        """Watch until interrupted."""
        while True:
            for process in self._processes:
                self.look_at(process)
            time.sleep(STEP_SECONDS)

    def look_at(self, process: Process) -> None:
        """Note an end and tell of it; start again when it is time."""
        if process.alive:
            return
        if process.name not in self._due:
            self._due[process.name] = time.monotonic() + RESTART_SECONDS
            self._say(f"{process.name} ended ({how(process.exit_code)}); starting it again. Its log: {process.log}")
        elif time.monotonic() >= self._due[process.name]:
            del self._due[process.name]
            process.start()


def how(exit_code: int | None) -> str:
    """Return an exit code in words."""
    return f"signal {-exit_code}" if exit_code and exit_code < 0 else f"exit code {exit_code}"
