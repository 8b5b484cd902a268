"""What turns texts into vectors: the interface, the failure, and the cut that keeps every text affordable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    #: Of one text: `dimensions` numbers of float32, length 1. Of several: one row each.
    Vectors = NDArray[np.float32]

#: What is read of a text. The time of a vector grows with the square of the pieces: 4,000 words took 7.5 s.
LONGEST_TEXT = 600
#: The same in UTF-8: a letter of Chinese or Hindi is a piece of its own far more often than one of English.
LONGEST_BYTES = 900


class EncoderFault(Exception):  # noqa: N818 - the field says fault
    """No vectors. `kind`: timeout, unavailable, refused, invalid, paused or missing; no customer text in the reason."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


class Encoder(Protocol):
    """Makes vectors. Safe to use from many threads."""

    @property
    def name(self) -> str:
        """Return which model the vectors are of: what is learned from them fits every encoder of this name."""

    @property
    def source(self) -> str:
        """Return by what and how the numbers are made; kept vectors are found again by it."""

    @property
    def dimensions(self) -> int:
        """Return how many numbers a vector has."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a row of length 1 for each text, cut before by `cut`; an empty text has a vector too.

        Raises:
            EncoderFault: there are no vectors, for any of them.
        """


def cut(text: str) -> str:
    """Return what an encoder reads: the whole of a usual message, of a long one its beginning and its end.

    The wish stands first or last in most long messages. No database and no C string takes a NUL or half a character.
    """
    clean = text[: LONGEST_TEXT * 4] + text[-LONGEST_TEXT * 4 :] if len(text) > LONGEST_TEXT * 8 else text
    clean = " ".join(clean.replace("\0", " ").encode("utf-8", "replace").decode().split())
    if len(clean) <= LONGEST_TEXT and len(clean.encode()) <= LONGEST_BYTES:
        return clean
    half = LONGEST_TEXT // 2
    first, last = (_within(part, LONGEST_BYTES // 2) for part in (clean[:half], clean[-half:][::-1]))
    return f"{first} {last[::-1]}"


def _within(text: str, most: int) -> str:
    """Return the beginning of a text that has at most so many bytes, without half a character."""
    return text.encode()[:most].decode("utf-8", "ignore")
