"""A bar on a terminal, plain lines anywhere else."""

from __future__ import annotations

from time import monotonic
from typing import TextIO

WIDTH = 30
#: Seconds between two drawings of the bar.
EVERY = 0.1
#: Plain lines per stage.
TENTHS = 10


class Bar:
    """Shows how far a command has come, through several stages of the same length.

    On a terminal one line is drawn again and again; otherwise a line is written for each tenth of a stage.
    """

    def __init__(self, stream: TextIO, stages: int = 1) -> None:
        self._stream, self._stages = stream, max(1, stages)
        self._stage, self._label = 0, ""
        self._started, self._drawn, self._tenth = monotonic(), 0.0, -1
        self._live = stream.isatty()

    def begin(self, label: str) -> None:
        """Start the next stage."""
        self._stage += 1
        self._label, self._tenth = label, -1

    def __call__(self, name: str, done: float) -> None:
        """Show that this share of the stage (0 to 1) is done; `name` is what is being worked on."""
        done = min(1.0, max(0.0, done))
        whole = (max(0, self._stage - 1) + done) / self._stages
        words = f"{self._label}, {name}" if self._label else name
        if self._live:
            self._draw(whole, words)
        elif int(done * TENTHS) > self._tenth:
            self._tenth = int(done * TENTHS)
            self._stream.write(f"{whole:4.0%} {words}\n")
            self._stream.flush()

    def finish(self) -> None:
        """Leave a clean line behind."""
        if self._live:
            self._stream.write("\r\033[K")
            self._stream.flush()

    def _draw(self, whole: float, words: str) -> None:
        now = monotonic()
        if now - self._drawn < EVERY and whole < 1:
            return
        self._drawn = now
        spent = now - self._started
        left = f", {spent / whole - spent:.0f} s left" if whole > 0.02 and spent > 1 else ""
        full = round(whole * WIDTH)
        bar = "#" * full + "." * (WIDTH - full)
        self._stream.write(f"\r\033[K[{bar}] {whole:4.0%} {words}{left}")
        self._stream.flush()
