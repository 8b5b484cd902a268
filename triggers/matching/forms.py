"""The forms of a word: a stem with what a language puts before and behind it.

A phrase writes `operator*` for the stem; which beginnings and endings make a form of it is said once for each language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from triggers.matching.characters import normalise_word

#: Behind a stem in a phrase.
STEM_MARK = "*"
#: Endings and beginnings that one language may have: more than any needs, little enough to hold.
FORM_LIMIT = 20_000
#: Letters behind a stem whose language is not known.
FREE_ENDING = 4
#: Letters of a word that are looked at: a longer one is no form of anything.
LONGEST = 32
#: Letters that a stem needs; one syllable of Korean is two or three letters.
SHORTEST_STEM = 2

_SLOT = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|([^\s()\[\]]+)")


@dataclass(frozen=True, slots=True)
class WordForms:
    """What may stand before and behind a stem of one language; nothing always may."""

    endings: frozenset[str] = frozenset()
    beginnings: frozenset[str] = frozenset()


#: A stem's language with the id of its word.
Stem = tuple[str, int]


def unfold(text: str) -> frozenset[str]:
    """Return the endings that lines of slots make: `(lar|ler) [a|e]` is a, e, lara, lare, lera, lere.

    A slot in round brackets may miss; one in square brackets, or a bare list with |, must be there. Raises ValueError
    beyond `FORM_LIMIT`.
    """
    made: set[str] = set()
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            slots = [_slot(found) for found in _SLOT.finditer(line)]
            made.update(normalise_word("".join(parts)) for parts in product(*slots))
            if len(made) > FORM_LIMIT:
                raise ValueError(f"more than {FORM_LIMIT} endings")
    return frozenset(made - {""})


def _slot(found: re.Match[str]) -> list[str]:
    optional, needed, bare = found.groups()
    if optional is not None:
        return ["", *optional.split("|")]
    return (needed if needed is not None else bare).split("|")


def is_stem(text: str) -> bool:
    """Whether a text is long enough for a stem."""
    return len(text) >= SHORTEST_STEM or "가" <= text <= "힣"


class StemTable:
    """The stems of a rule set, found in a word by what a language may add to them. Built once, then only read."""

    def __init__(self, stems: Iterable[tuple[str, str, int]], forms: Mapping[str, WordForms]) -> None:
        self._forms = forms
        self._stems: dict[str, tuple[Stem, ...]] = {}
        languages = set()
        for text, language, number in stems:
            self._stems[text] = (*self._stems.get(text, ()), (language, number))
            languages.add(language)
        begun = [forms[language].beginnings for language in languages if language in forms]
        self._beginnings = frozenset().union(*begun)
        self._longest_beginning = max(map(len, self._beginnings), default=0)
        self._heads = {stem[0] for stem in self._stems}
        self._longest_stem = max(map(len, self._stems), default=0)

    def numbers(self, word: str) -> tuple[int, ...]:
        """Return the ids of every stem that this word may be a form of; linear in the word's length."""
        if not self._stems or len(word) > LONGEST:
            return ()
        found = list(self._from(word, 0))
        for length in range(1, min(self._longest_beginning, len(word) - 1) + 1):
            if word[:length] in self._beginnings:
                found += self._from(word, length)
        return tuple(dict.fromkeys(found))

    def _from(self, word: str, start: int) -> Iterable[int]:
        if word[start] not in self._heads:
            return
        for end in range(start + 1, min(len(word), start + self._longest_stem) + 1):
            for language, number in self._stems.get(word[start:end], ()):
                if self._fits(language, word[:start], word[end:]):
                    yield number

    def _fits(self, language: str, before: str, behind: str) -> bool:
        forms = self._forms.get(language)
        if forms is None:
            return not before and len(behind) <= FREE_ENDING
        return (not before or before in forms.beginnings) and (not behind or behind in forms.endings)
