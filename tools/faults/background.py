"""Work beside the case: a thread that lives as long as a `with` block."""

import threading
from types import TracebackType
from typing import Self

#: Seconds that the work gets to see that it should end.
PATIENCE = 15


class Background:
    """Runs `work` in a thread of its own; the work ends soon after `stopping` is set."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=self.work, daemon=True)

    def work(self) -> None:
        """Work until `stopping` is set; called in the thread."""
        raise NotImplementedError

    def nudge(self) -> None:
        """Bring back work that waits for something else than `stopping`; called when it is set."""

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the work and wait for it."""
        self.stopping.set()
        self.nudge()
        self._thread.join(timeout=PATIENCE)
