"""One program under our hand: started, asked to stop, killed; it never outlives us."""

import os
import pwd
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tools.stack import guard

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """A program in a session of its own, whose output goes to a file. It can be started again after its end."""

    def __init__(  # noqa: PLR0913 - what subprocess needs to know
        self,
        name: str,
        command: Sequence[str],
        env: Mapping[str, str],
        log: Path,
        *,
        cwd: Path = ROOT,
        user: str | None = None,
        end_signal: int = signal.SIGKILL,
    ) -> None:  # fmt: skip
        """Start nothing yet. `user`: who runs it, when we are root; `end_signal`: what ends it when we are killed."""
        self.name, self.command, self.env, self.log = name, tuple(command), dict(env), log
        self._cwd, self._user, self._end_signal = cwd, user, end_signal
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the program.

        Raises:
            RuntimeError: it runs already.
        """
        if self.alive:
            raise RuntimeError(f"{self.name} runs already")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self._running = subprocess.Popen(
                self.command, cwd=self._cwd, env=self.env, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, user=self._user, group=_group_of(self._user),
                extra_groups=[] if self._user else None,
            )  # fmt: skip
        guard.watch(self._running.pid, self._end_signal)

    @property
    def pid(self) -> int:
        """Return the number of the process that was started last.

        Raises:
            RuntimeError: it was never started.
        """
        if self._running is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._running.pid

    @property
    def alive(self) -> bool:
        """Whether it runs now."""
        return self._running is not None and self._running.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How it ended: negative for a signal, None while it runs."""
        return None if self._running is None else self._running.poll()

    @property
    def log_text(self) -> str:
        """Everything it has written so far, over all its starts."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.is_file() else ""

    def send(self, signal_number: int) -> None:
        """Send a signal to the program alone, for example SIGSTOP and SIGCONT."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal_number)

    def terminate(self) -> None:
        """Ask it to stop, as systemd does; `wait` for it."""
        if self.alive:
            self.send(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL to its whole session, and wait until it is gone: nothing is flushed, nothing is said."""
        if self._running is not None:
            # Also after the leader's end: a child of it may live on.
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self.wait(30)

    def wait(self, seconds: float) -> int:
        """Wait for its end and return its exit code.

        Raises:
            TimeoutError: it still runs after so many seconds.
        """
        if self._running is None:
            return 0
        try:
            code = self._running.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"{self.name} still runs after {seconds:.0f} s") from error
        guard.forget(self.pid)
        return code

    def stop(self, seconds: float = 20) -> None:
        """Ask it to stop; after so many seconds make it."""
        self.terminate()
        self.end(seconds)

    def end(self, seconds: float) -> None:
        """Wait for its end, asked for before; after so many seconds kill it."""
        try:
            self.wait(seconds)
        except TimeoutError:
            self.kill()


def _group_of(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None
