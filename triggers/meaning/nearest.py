"""Which example of each scenario is nearest to a message, and how much nearer than what calls for nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from triggers.facts import NearExample
from triggers.meaning.examples import ExampleSentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

#: Scenarios of which the nearest example is kept with a message.
KEPT = 5
#: The likeness to what calls for nobody is that to so many of its nearest sentences.
RIVALS = 3
_DIGITS = 4
_NOTHING = (-1.0, ExampleSentence("", "", ""))


def nearest_of(
    vector: Vectors, examples: Sequence[ExampleSentence], known: Vectors, harmless: Vectors
) -> list[NearExample]:
    """Return the nearest example of the scenarios that come nearest, the best first; equal ones by key.

    `vector` is of the message, `known` has a row for each example, `harmless` one for each sentence that calls for
    nobody; all of length 1, so that a product is a cosine.
    """
    if not examples:
        return []
    similarities = (known @ vector).tolist()
    best, excluded = (_best(similarities, examples, excludes=excludes) for excludes in (False, True))
    rival = _rival(harmless @ vector)
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].scenario))
    return [
        _near(example, similarity, max(rival, excluded.get(example.scenario, _NOTHING)[0]))
        for similarity, example in ranked[:KEPT]
    ]


def _near(example: ExampleSentence, similarity: float, rival: float) -> NearExample:
    return NearExample(
        example.scenario,
        example.phrase,
        example.sentence,
        round(similarity, _DIGITS),
        round(similarity - rival, _DIGITS),
    )


def _best(
    similarities: Sequence[float], examples: Sequence[ExampleSentence], *, excludes: bool
) -> dict[str, tuple[float, ExampleSentence]]:
    """Return the nearest sentence of each scenario, of its phrases or of its exclusions."""
    best: dict[str, tuple[float, ExampleSentence]] = {}
    for similarity, example in zip(similarities, examples, strict=True):
        if example.excludes == excludes and similarity > best.get(example.scenario, _NOTHING)[0]:
            best[example.scenario] = (similarity, example)
    return best


def _rival(similarities: NDArray[np.float32]) -> float:
    ordered = sorted(similarities.tolist(), reverse=True)[:RIVALS]
    return sum(ordered) / len(ordered) if ordered else 0.0
