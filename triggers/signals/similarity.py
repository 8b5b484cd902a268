"""How alike two questions are: shared content words by weight, their kin by meaning, and shared letters.

No corpus stands behind the weights: function words count nothing, a few very common verbs little, every other word
the same. Kin are words of one meaning in customers' questions (`CONCEPTS`); kin counts nearly as the same word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import JaroWinkler

from triggers.signals.concepts import CONCEPTS, EMPTY_WORDS, LIGHT_WORDS, stem

#: From this likeness two words count as one misspelt or inflected word.
_ALIKE = 0.92
_LIGHT = 0.25
_KIN = 0.85


def similarity(first: Sequence[str], second: Sequence[str]) -> float:
    """From 0 (nothing shared) to 1 (the same words), the same in both directions."""
    if not first or not second:
        return 0.0
    if list(first) == list(second):
        return 1.0
    a, b = _content(first), _content(second)
    if not a or not b:
        return 0.0
    shared = (_covered(a, b) + _covered(b, a)) / 2
    return round(min(0.99, shared), 4)


def _content(words: Iterable[str]) -> dict[str, float]:
    """Stems with their weights; a question of nothing but small words keeps them all at little weight."""
    stems = {stem(word): _LIGHT if word in LIGHT_WORDS else 1.0 for word in words if word not in EMPTY_WORDS}
    return stems or {stem(word): _LIGHT for word in words}


def _covered(words: dict[str, float], others: dict[str, float]) -> float:
    """The weight of the words that the other question has too, as a share of all weight."""
    total = sum(words.values())
    return sum(weight * _best(word, others) for word, weight in words.items()) / total


def _best(word: str, others: dict[str, float]) -> float:
    if word in others:
        return 1.0
    mine = CONCEPTS.get(word)
    if mine is not None and any(CONCEPTS.get(other) == mine for other in others):
        return _KIN
    if len(word) >= 4 and any(JaroWinkler.similarity(word, other) >= _ALIKE for other in others if len(other) >= 4):
        return 0.9
    return 0.0
