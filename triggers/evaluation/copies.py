"""Near copies: messages of two writers that are almost the same, found without comparing each with each."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from triggers.evaluation.writers import Written
from triggers.matching.characters import normalise_word

#: Characters of a piece; how alike two messages may be (shared pieces by all pieces); shorter ones are like each other.
PIECE = 4
LIKE = 0.8
LEAST_CHARACTERS = 12


class Copy(NamedTuple):
    """Two messages of different writers, and the share of their pieces that they have in common."""

    one: Written
    other: Written
    likeness: float


def near_copies(messages: Iterable[Written]) -> list[Copy]:
    """Return all pairs by different writers that are at least `LIKE` alike.

    Two sets that are so alike share one of the few rarest pieces of each ("prefix filtering"), so only messages that
    meet in such a piece are compared: 20,000 messages take seconds.
    """
    kept = [message for message in messages if len(_folded(message)) > LEAST_CHARACTERS]
    pieces = [_pieces(_folded(message)) for message in kept]
    frequency = Counter(piece for found in pieces for piece in found)
    ordered = [sorted(found, key=lambda piece: (frequency[piece], piece)) for found in pieces]
    return [
        Copy(kept[one], kept[other], likeness)
        for one, other in _meetings(ordered)
        if kept[one].writer != kept[other].writer and (likeness := _likeness(pieces[one], pieces[other])) >= LIKE
    ]


def _meetings(ordered: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Yield each pair of places once whose rarest pieces have one in common."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, pieces in enumerate(ordered):
        rarest = pieces[: len(pieces) - math.ceil(LIKE * len(pieces)) + 1]
        met = {other for piece in rarest for other in places[piece]}
        yield from ((other, place) for other in sorted(met))
        for piece in rarest:
            places[piece].append(place)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def _folded(message: Written) -> str:
    return " ".join(normalise_word(word) for word in message.text.split())


def _pieces(text: str) -> frozenset[str]:
    return frozenset(text[place : place + PIECE] for place in range(len(text) - PIECE + 1))
