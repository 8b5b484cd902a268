"""A message cut to what counts, its evidence marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

#: Characters shown around the evidence of a long message.
LONGEST = 320
_BEFORE = 80


class ExcerptPiece(NamedTuple):
    """A piece of a text; `rule` names the phrase that found it, empty for what is not evidence."""

    text: str
    rule: str = ""


def excerpt(text: str, places: Iterable[Sequence[object]]) -> list[ExcerptPiece]:
    """Return the text in pieces; `places` are (start, end, rule). A long one is cut round its first evidence."""
    found = sorted((int(str(start)), int(str(end)), str(rule)) for start, end, rule in places)
    marks = [mark for mark in found if 0 <= mark[0] < mark[1] <= len(text)]
    first = max(min(marks[0][0] - _BEFORE, len(text) - LONGEST), 0) if marks else 0
    last = min(first + LONGEST, len(text))
    pieces = [ExcerptPiece("… ")] if first else []
    at = first
    for start, end, rule in marks:
        if start < at or start >= last:
            continue
        pieces += [ExcerptPiece(text[at:start]), ExcerptPiece(text[start : min(end, last)], rule or "…")]
        at = min(end, last)
    pieces += [ExcerptPiece(text[at:last]), ExcerptPiece(" …" if last < len(text) else "")]
    return [piece for piece in pieces if piece.text]
