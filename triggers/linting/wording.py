"""What a phrase says: its alternatives, one sentence that it finds, and the single words that it may come down to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from triggers.matching.forms import STEM_MARK
from triggers.matching.pattern import NUMBER, Alternatives, Anchor, Atom, Gap, GroupName, LiteralWord, Sequence_, parse

_SOME_NUMBER = "5"


class AtomReader:
    """Reads atoms with the named groups that they refer to."""

    def __init__(self, named: Mapping[str, Sequence[str]]) -> None:
        self._named = named
        self._read: dict[str, list[Sequence[Atom]]] = {}

    def options(self, atom: Alternatives | GroupName) -> list[Sequence[Atom]]:
        """Return the alternatives of a choice or of a named group."""
        if isinstance(atom, Alternatives):
            return list(atom.options)
        if atom.name not in self._read:
            self._read[atom.name] = [found for text in self._named[atom.name] for found in parse(text, self._named)]
        return self._read[atom.name]

    def sentence(self, sequence: Sequence[Atom]) -> str:
        """Return the shortest sentence of this sequence's first alternatives; the sequence always finds it."""
        return " ".join(word for atom in sequence for word in self._say(atom))

    def _say(self, atom: Atom) -> Iterator[str]:
        match atom:
            case LiteralWord():
                yield _SOME_NUMBER if atom.text == NUMBER else atom.text.rstrip(STEM_MARK)
            case GroupName() | Alternatives():
                for inner in self.options(atom)[0]:
                    yield from self._say(inner)

    def single_words(self, sequence: Sequence_, common: Collection[str]) -> list[str]:
        """Return the common words that suffice by themselves for this sequence, in alphabetical order.

        A sequence with an anchor at both ends finds only a sentence of this one word, so it has none.
        """
        marks = [atom for atom in sequence if isinstance(atom, Anchor)]
        solid = [atom for atom in sequence if not isinstance(atom, Anchor | Gap)]
        if len(marks) == 2 or len(solid) != 1:
            return []
        return sorted(set(self._words(solid[0])).intersection(common))

    def _words(self, atom: Atom) -> Iterator[str]:
        match atom:
            case LiteralWord():
                yield atom.text.rstrip(STEM_MARK)
            case GroupName() | Alternatives():
                for option in self.options(atom):
                    if len(option) == 1:
                        yield from self._words(option[0])
