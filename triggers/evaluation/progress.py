"""A bar on a terminal, plain lines anywhere else."""

from __future__ import annotations

from typing import TextIO

from tqdm import tqdm

#: Plain lines per stage.
TENTHS = 10


class Bar:
    """Shows how far a command has come, through several stages of the same length.

    On a terminal one line is drawn again and again; otherwise a line is written for each tenth of a stage.
    """

    def __init__(self, stream: TextIO, stages: int = 1) -> None:
        self._stream, self._stages = stream, max(1, stages)
        self._stage, self._label = 0, ""
        self._tenth = -1
        shape = "[{bar:30}] {percentage:3.0f}%, {remaining} left: {desc}"
        is_live = stream.isatty()
        self._line = tqdm(total=1.0, file=stream, disable=not is_live, leave=False, ascii=".#", bar_format=shape)

    def begin(self, label: str) -> None:
        """Start the next stage."""
        self._stage += 1
        self._label, self._tenth = label, -1
        self._line.set_description_str(label)

    def __call__(self, name: str, done: float) -> None:
        """Show that this share of the stage (0 to 1) is done; `name` is what is being worked on."""
        done = min(1.0, max(0.0, done))
        whole = (max(0, self._stage - 1) + done) / self._stages
        words = f"{self._label}, {name}" if self._label else name
        if not self._line.disable:
            self._line.set_description_str(words, refresh=False)
            self._line.update(whole - self._line.n)
        elif int(done * TENTHS) > self._tenth:
            self._tenth = int(done * TENTHS)
            self._stream.write(f"{whole:4.0%} {words}\n")
            self._stream.flush()

    def finish(self) -> None:
        """Leave a clean line behind."""
        self._line.close()
