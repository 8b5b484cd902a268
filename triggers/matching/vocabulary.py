"""The words that rules use, and which of them a customer's misspelt word may be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from rapidfuzz.distance import OSA

from triggers.matching.characters import spelling_variants
from triggers.matching.forms import STEM_MARK, StemTable, WordForms

#: Below this length a word must be right, or have two neighbouring letters swapped.
MIN_TYPO_LENGTH = 5
LONG_WORD = 8
PREFIX = 7
MAX_CANDIDATES = 4
#: From this length the first letter may be the one beside it on the keyboard.
LONG_ENOUGH = 6
MIN_JOINED = 6
MAX_PIECES = 4
MAX_PIECE = 16

#: Added to the cost of a reading that is not for phrases: a word that an exclusion names is nearer.
SHADED = 1024

#: The letters beside each in its row of a keyboard. Those above and below are too often another word's.
_BESIDE = {
    letter: row[max(0, at - 1) : at] + row[at + 1 : at + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for at, letter in enumerate(row)
}

#: A word id and the number of edits that reach it.
Candidate = tuple[int, int]


def allowed_edits(length: int) -> int:
    """Edits allowed in a word of this many letters."""
    if length < MIN_TYPO_LENGTH:
        return 0
    return 1 if length < LONG_WORD else 2


class Vocabulary:
    """Known words with ids and a deletion index over them. Built once, then only read; safe to share by threads.

    Words that only exclusions use (ids from `bound` on) are kept apart, so that one more exclusion never changes what
    phrases and other exclusions find: it only ever speaks against more.
    """

    def __init__(
        self,
        ids: Mapping[str, int],
        ordinary: Collection[str] = (),
        bound: int | None = None,
        forms: Mapping[str, WordForms] | None = None,
    ) -> None:
        self.forms = forms or {}
        self.bound = 2 * len(ids) if bound is None else bound
        self._ids = {word: number for word, number in ids.items() if number < self.bound}
        self._vetoing = {word: number for word, number in ids.items() if number >= self.bound}
        self.ordinary = frozenset(ordinary) - self._ids.keys()
        self._index = _index_of(ids)
        marked = [(*word.partition(STEM_MARK), number) for word, number in ids.items() if STEM_MARK in word]
        self._stems = StemTable([(stem, language, number) for stem, _, language, number in marked], self.forms)
        #: What may stand inside a joined word; of single letters only the article and "I".
        self._parts = {word for word in self._ids if word.isalpha() and (len(word) > 1 or word in ("a", "i"))}

    def __len__(self) -> int:
        return len(self._ids) + len(self._vetoing)

    def same_words(self, other: Vocabulary) -> bool:
        """Whether both know the same words for the same uses: then every word of a message means the same to both."""
        return self._ids.keys() == other._ids.keys() and self._vetoing.keys() == other._vetoing.keys()

    @property
    def ids(self) -> dict[str, int]:
        """Every word with its id."""
        return self._ids | self._vetoing

    def word_of_phrases(self, word: str) -> int | None:
        """The id of a word that phrases use; None for any other word."""
        return self._ids.get(word)

    def stems(self, word: str) -> tuple[Candidate, ...]:
        """The words of which this one is a form ("operator*" in a phrase)."""
        return tuple((number, 0) for number in self._stems.numbers(word))

    def exact(self, word: str) -> tuple[Candidate, ...]:
        """The word itself, if a rule uses it."""
        known = self._ids.get(word, self._vetoing.get(word))
        return () if known is None else ((known, 0),)

    def is_shaded(self, word: str) -> bool:
        """Whether only an exclusion uses this word."""
        return word in self._vetoing

    def is_for_phrases(self, number: int) -> bool:
        """Whether phrases, and not only exclusions, use the word of this id."""
        return number < self.bound

    def candidates(self, word: str) -> tuple[Candidate, ...]:
        """Word ids this word may stand for. A known word is itself; an ordinary word is nothing else.

        Phrases' words come nearest first; of the words of exclusions every one that is near enough.
        """
        known = self._ids.get(word)
        if known is not None:
            return ((known, 0),)
        if any(map(self.is_for_phrases, self._stems.numbers(word))):
            return self.exact(word)
        own = self._vetoing.get(word)
        itself = () if own is None else ((own, 0),)
        if word in self.ordinary:
            return itself
        variants, near = spelling_variants(word), _near(word, self._index)
        meant = self._meant(variants, near)
        if not self._vetoing:
            return meant
        vetoes = (*itself, *self._vetoes(word, variants, near))
        if itself or min((edits for _, edits in vetoes), default=SHADED) < min(
            (edits for _, edits in meant), default=0
        ):
            meant = tuple((number, edits + SHADED) for number, edits in meant)
        return (*vetoes, *meant)

    def _meant(self, variants: Sequence[str], near: Sequence[tuple[int, str]]) -> tuple[Candidate, ...]:
        """The phrases' words that an unknown word may stand for: another spelling, else the nearest."""
        for variant in variants:
            if variant in self._ids:
                return ((self._ids[variant], 0),)
        ranked = [(edits, known) for edits, known in near if known in self._ids]
        return tuple((self._ids[known], edits) for edits, known in ranked[:MAX_CANDIDATES] if edits == ranked[0][0])

    def _vetoes(self, word: str, variants: Sequence[str], near: Sequence[tuple[int, str]]) -> tuple[Candidate, ...]:
        """The exclusions' words that an unknown word may stand for, other than itself."""
        found = {known: edits for edits, known in near} | dict.fromkeys(variants, 0)
        named = ((self._vetoing[known], edits) for known, edits in found.items() if known in self._vetoing)
        return tuple((number, edits) for number, edits in named if number != self._vetoing.get(word))

    def split(self, word: str) -> tuple[str, ...]:
        """The phrases' words that were written without spaces, or nothing. Fewest pieces win."""
        if not MIN_JOINED <= len(word) <= 30 or word in self._ids or word in self.ordinary or self.stems(word):
            return ()
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for start in range(len(word)):
            before = best[start]
            if before is None or len(before) >= MAX_PIECES:
                continue
            for end in range(start + 1, min(start + MAX_PIECE, len(word)) + 1):
                shortest, piece = best[end], word[start:end]
                if piece in self._parts and (shortest is None or len(before) + 1 < len(shortest)):
                    best[end] = (*before, piece)
        pieces = best[len(word)] or ()
        if len(pieces) < 2 or max(map(len, pieces)) < 4 or sum(len(p) <= 2 for p in pieces) > 2:
            return ()
        return pieces


def _index_of(words: Iterable[str]) -> dict[str, list[str]]:
    """Every way to leave letters out of a word's beginning -> the words it comes from."""
    index: dict[str, list[str]] = {}
    for word in words:
        if word.isalpha() and len(word) >= MIN_TYPO_LENGTH - 1:
            for key in _deletions(word):
                index.setdefault(key, []).append(word)
    return index


def _near(word: str, index: Mapping[str, Sequence[str]]) -> list[tuple[int, str]]:
    """Known words within the allowed edits, nearest first; ties in alphabetical order."""
    length = len(word)
    if not word.isalpha() or not MIN_TYPO_LENGTH - 1 <= length <= 24:
        return []
    found: dict[str, int] = {}
    first, crossed, slipped = word[0], word[1::-1], _BESIDE.get(word[0], "")
    for key in _deletions(word) & index.keys():
        for known in index[key]:
            # What `_is_near` asks in any case, before the edits are counted.
            if known in found or abs(length - len(known)) > (1 if len(known) < LONG_WORD else 2):
                continue
            if known[0] == first or known[:2] == crossed or known in word or word in known or known[0] in slipped:
                found[known] = OSA.distance(word, known, score_cutoff=2)
    return sorted((edits, known) for known, edits in found.items() if _is_near(word, known, edits))


def _deletions(word: str) -> set[str]:
    """The word's beginning with up to two letters left out."""
    head = word[:PREFIX]
    keys = {head, *map("".join, combinations(head, len(head) - 1))}
    if len(word) >= LONG_WORD - 1:
        keys.update(map("".join, combinations(head, len(head) - 2)))
    return keys


def _is_near(word: str, known: str, edits: int) -> bool:
    """Within the edits for the shorter of both, the first letter kept, moved, lost or added; four letters only swap."""
    shorter = min(len(word), len(known))
    if shorter < MIN_TYPO_LENGTH:
        if len(word) == len(known):
            return edits == 1 and sorted(word) == sorted(known)
        return edits == 1 and shorter == MIN_TYPO_LENGTH - 1 and len(known) == MIN_TYPO_LENGTH and word[0] == known[0]
    if edits == 1:
        if word[0] == known[0] or word[:2] == known[1::-1] or word in known or known in word:
            return True
        # The finger slipped at the first letter.
        return len(word) == len(known) >= LONG_ENOUGH and known[0] in _BESIDE.get(word[0], "")
    return edits <= allowed_edits(shorter) and word[0] == known[0]
