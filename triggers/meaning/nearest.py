"""Which example of each scenario is nearest to a message, and how much nearer than what calls for nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from triggers.facts import NearExample
from triggers.meaning.examples import Example

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

#: Scenarios of which the nearest example is kept with a message.
KEPT = 5
#: The likeness to what calls for nobody is that to so many of its nearest sentences.
RIVALS = 3
_DIGITS = 4


def nearest_of(vector: Vectors, examples: Sequence[Example], known: Vectors, harmless: Vectors) -> list[NearExample]:
    """Return the nearest example of the scenarios that come nearest, the best first; equal ones by key.

    `vector` is of the message, `known` has a row for each example, `harmless` one for each sentence that calls for
    nobody; all of length 1, so that a product is a cosine.
    """
    if not examples:
        return []
    rival = _rival(harmless @ vector)
    best: dict[str, tuple[float, Example]] = {}
    for similarity, example in zip((known @ vector).tolist(), examples, strict=True):
        if example.scenario not in best or similarity > best[example.scenario][0]:
            best[example.scenario] = (similarity, example)
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].scenario))
    return [
        NearExample(
            example.scenario,
            example.phrase,
            example.sentence,
            round(similarity, _DIGITS),
            round(similarity - rival, _DIGITS),
        )
        for similarity, example in ranked[:KEPT]
    ]


def _rival(similarities: NDArray[np.float32]) -> float:
    ordered = sorted(similarities.tolist(), reverse=True)[:RIVALS]
    return sum(ordered) / len(ordered) if ordered else 0.0
