"""The words that rules use, and which of them a customer's misspelt word may be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

from triggers.matching.characters import spelling_variants

#: Below this length a word must be right, or have two neighbouring letters swapped.
MIN_TYPO_LENGTH = 5
LONG_WORD = 8
PREFIX = 7
MAX_CANDIDATES = 4
MIN_JOINED = 6
MAX_PIECES = 4

#: A word id and the number of edits that reach it.
Candidate = tuple[int, int]


def allowed_edits(length: int) -> int:
    """Edits allowed in a word of this many letters."""
    if length < MIN_TYPO_LENGTH:
        return 0
    return 1 if length < LONG_WORD else 2


class Vocabulary:
    """Known words with ids and a deletion index over them. Built once, then only read; safe to share by threads."""

    def __init__(self, ids: Mapping[str, int], ordinary: Collection[str] = ()) -> None:
        self._ids = dict(ids)
        self._words = {number: word for word, number in self._ids.items()}
        self._ordinary = frozenset(ordinary) - self._ids.keys()
        self._index: dict[str, list[str]] = {}
        for word in self._ids:
            if word.isascii() and word.isalpha() and len(word) >= MIN_TYPO_LENGTH - 1:
                for key in _deletions(word):
                    self._index.setdefault(key, []).append(word)
        self.candidates = lru_cache(maxsize=32768)(self._candidates)
        self.split = lru_cache(maxsize=32768)(self._split)

    def __len__(self) -> int:
        return len(self._ids)

    def knows(self, word: str) -> bool:
        """Whether a rule uses this word."""
        return word in self._ids

    def _candidates(self, word: str) -> tuple[Candidate, ...]:
        """Word ids this word may stand for. A known word is itself; an ordinary word is nothing else."""
        known = self._ids.get(word)
        if known is not None:
            return ((known, 0),)
        if word in self._ordinary:
            return ()
        for variant in spelling_variants(word):
            if variant in self._ids:
                return ((self._ids[variant], 0),)
        return self._near(word)

    def _near(self, word: str) -> tuple[Candidate, ...]:
        """Known words within the allowed edits, nearest first; ties in alphabetical order."""
        if not (word.isascii() and word.isalpha()) or not MIN_TYPO_LENGTH - 1 <= len(word) <= 24:
            return ()
        found: dict[str, int] = {}
        for key in _deletions(word):
            for known in self._index.get(key, ()):
                if known not in found and _may_be(word, known):
                    found[known] = OSA.distance(word, known, score_cutoff=2)
        ranked = sorted((edits, known) for known, edits in found.items() if _is_near(word, known, edits))
        if not ranked:
            return ()
        best = ranked[0][0]
        return tuple((self._ids[known], edits) for edits, known in ranked[:MAX_CANDIDATES] if edits == best)

    def _split(self, word: str) -> tuple[str, ...]:
        """The known words that were written without spaces, or nothing. Fewest pieces win."""
        if not MIN_JOINED <= len(word) <= 30 or word in self._ids or word in self._ordinary:
            return ()
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 16), end):
                before, piece = best[start], word[start:end]
                if before is None or len(before) >= MAX_PIECES or not self._is_piece(piece):
                    continue
                shortest = best[end]
                if shortest is None or len(before) + 1 < len(shortest):
                    best[end] = (*before, piece)
        pieces = best[len(word)] or ()
        if len(pieces) < 2 or max(map(len, pieces)) < 4 or sum(len(p) <= 2 for p in pieces) > 2:
            return ()
        return pieces

    def _is_piece(self, piece: str) -> bool:
        """A known word that may stand inside a joined one; of single letters only the article and "I"."""
        return piece in self._ids and piece.isalpha() and (len(piece) > 1 or piece in ("a", "i"))


def _deletions(word: str) -> set[str]:
    """The word's beginning with up to two letters left out."""
    head = word[:PREFIX]
    reach = 2 if len(word) >= LONG_WORD - 1 else 1
    keys = {head}
    layer: Iterable[str] = (head,)
    for _ in range(reach):
        layer = {key[:i] + key[i + 1 :] for key in layer for i in range(len(key))}
        keys |= layer
    return keys


def _may_be(word: str, known: str) -> bool:
    """What `_is_near` asks in any case, before the edits are counted."""
    if word[0] != known[0] and word[:2] != known[1::-1] and word not in known and known not in word:
        return False
    limit = max(1, allowed_edits(len(known)))
    return abs(len(word) - len(known)) <= limit


def _is_near(word: str, known: str, edits: int) -> bool:
    """Within the edits for the shorter of both, the first letter kept, moved, lost or added; four letters only swap."""
    shorter = min(len(word), len(known))
    if shorter < MIN_TYPO_LENGTH:
        if len(word) == len(known):
            return edits == 1 and sorted(word) == sorted(known)
        return edits == 1 and shorter == MIN_TYPO_LENGTH - 1 and len(known) == MIN_TYPO_LENGTH and word[0] == known[0]
    if edits == 1:
        return word[0] == known[0] or word[:2] == known[1::-1] or word in known or known in word
    return edits <= allowed_edits(shorter) and word[0] == known[0]
