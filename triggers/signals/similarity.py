"""How alike two questions are: the matters they are about, then the concepts and words they share.

No corpus stands behind the weights: words of asking and of everything ("policy", "card") weigh little, others the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz.distance import JaroWinkler

from triggers.signals.concepts import meaning_of

#: From this likeness two words count as one misspelt or inflected word.
_ALIKE = 0.92
#: The share of the score that the matters have where both questions have one.
_MATTERS = 0.6
#: What is left where only one of both questions is about a known matter.
_ONE_SIDED = 0.75


def similarity(first: Sequence[str], second: Sequence[str]) -> float:
    """From 0 (nothing shared) to 1 (the same words), the same in both directions."""
    if not first or not second:
        return 0.0
    if list(first) == list(second):
        return 1.0
    a, b = meaning_of(tuple(first)), meaning_of(tuple(second))
    words = (_covered(a.features, b.features) + _covered(b.features, a.features)) / 2
    if not a.matters and not b.matters:
        return round(min(0.99, words), 4)
    if not a.matters or not b.matters:
        return round(_ONE_SIDED * words, 4)
    shared = len(a.matters & b.matters) / len(a.matters | b.matters)
    matters = 0.5 + shared / 2 if shared else 0.0
    return round(min(0.99, (1 - _MATTERS) * words + _MATTERS * matters), 4)


def _covered(features: Mapping[str, float], others: Mapping[str, float]) -> float:
    """The weight of the features that the other question has too, as a share of all weight."""
    total = sum(features.values())
    return sum(weight * _best(name, others) for name, weight in features.items()) / total


def _best(name: str, others: Mapping[str, float]) -> float:
    if name in others:
        return 1.0
    if name[0] == "=" and len(name) > 4:
        words = [other[1:] for other in others if other[0] == "=" and len(other) > 4]
        if any(JaroWinkler.similarity(name[1:], word) >= _ALIKE for word in words):
            return 0.9
    return 0.0
