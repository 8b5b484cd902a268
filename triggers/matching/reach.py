"""What a word group or a phrase accepts, said as examples: so that an admin sees its reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

from triggers.matching.forms import STEM_MARK
from triggers.matching.pattern import NUMBER, Alternatives, Anchor, Atom, Gap, GroupName, LiteralWord, parse

#: How any word, any form of a word and any number are shown.
ANY_WORDS, ANY_FORM, ANY_NUMBER = "…", "~", "5"


@dataclass(frozen=True, slots=True)
class Wordings:
    """How many wordings something accepts, forms and gaps counted once, and some of them, evenly chosen."""

    count: int
    examples: tuple[str, ...]


@dataclass(slots=True)
class WordingReader:
    """Counts and says wordings with the groups in force; a group that contains itself has none."""

    named: Mapping[str, Sequence[str]]
    _read: dict[str, list[Sequence[Atom]]] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def group(self, name: str, limit: int) -> Wordings:
        """What a group accepts. Raises PatternError for a group that cannot be read, KeyError for an unknown one."""
        return self._reach(self._options(GroupName(name)), limit)

    def phrase(self, pattern: str, limit: int) -> Wordings:
        """What a phrase accepts. Raises PatternError for one that cannot be read."""
        return self._reach(parse(pattern, self.named), limit)

    def _reach(self, sequences: Sequence[Sequence[Atom]], limit: int) -> Wordings:
        count = sum(map(self._width, sequences))
        shown = min(limit, count)
        places = dict.fromkeys(number * count // shown for number in range(shown))
        return Wordings(count, tuple(dict.fromkeys(" ".join(self._say(sequences, place)) for place in places)))

    def _options(self, atom: Alternatives | GroupName) -> Sequence[Sequence[Atom]]:
        if isinstance(atom, Alternatives):
            return atom.options
        if atom.name not in self._read:
            self._read[atom.name] = [found for text in self.named[atom.name] for found in parse(text, self.named)]
        return self._read[atom.name]

    def _width(self, sequence: Sequence[Atom]) -> int:
        return prod(map(self._ways, sequence))

    def _ways(self, atom: Atom) -> int:
        if not isinstance(atom, Alternatives | GroupName):
            return 1
        if isinstance(atom, Alternatives):
            return sum(map(self._width, atom.options))
        if atom.name not in self._counts:
            self._counts[atom.name] = 0  # against a group that contains itself
            self._counts[atom.name] = sum(map(self._width, self._options(atom)))
        return self._counts[atom.name]

    def _say(self, sequences: Sequence[Sequence[Atom]], place: int) -> list[str]:
        """The wording of this number, counted through all sequences."""
        for sequence in sequences:
            width = self._width(sequence)
            if place < width:
                return self._say_one(sequence, place)
            place -= width
        return []

    def _say_one(self, sequence: Sequence[Atom], place: int) -> list[str]:
        words: list[str] = []
        for atom in reversed(sequence):
            place, own = divmod(place, self._ways(atom))
            words[:0] = (
                self._say(self._options(atom), own) if isinstance(atom, Alternatives | GroupName) else _plain(atom)
            )
        return words


def _plain(atom: LiteralWord | Gap | Anchor) -> list[str]:
    if isinstance(atom, Anchor):
        return []
    if isinstance(atom, Gap):
        return [ANY_WORDS]
    return [ANY_NUMBER if atom.text == NUMBER else atom.text.replace(STEM_MARK, ANY_FORM)]
