"""All phrases of all scenarios in one tree, so that one can be asked which others find whatever it finds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from triggers.linting.kin import Kin
from triggers.linting.places import Places
from triggers.linting.tree import MARKS, Hit, ReachNode, walk
from triggers.linting.wording import AtomReader
from triggers.matching import Lexicon, PhraseRule, ScenarioRule
from triggers.matching.pattern import Alternatives, Anchor, Atom, Gap, GroupName, Sequence_, parse
from triggers.matching.rules import STRENGTHS, as_phrase

FILLER = "filler"


@dataclass(frozen=True)
class BookedPhrase:
    """One phrase in its scenario, with every sequence that it stands for."""

    rule: ScenarioRule
    phrase: PhraseRule
    excludes: bool
    sequences: tuple[Sequence_, ...]

    @property
    def strength(self) -> float:
        """What one match of it counts."""
        return STRENGTHS[self.phrase.strength]

    @property
    def fires_alone(self) -> bool:
        """Whether one match of it suffices for its scenario."""
        return not self.excludes and self.strength >= self.rule.effective_threshold

    @cached_property
    def shape(self) -> frozenset[tuple[object, ...]]:
        """Equal for two patterns that differ in spelling alone: spaces, capitals, the order of alternatives."""
        return frozenset(tuple(_shape(atom) for atom in sequence) for sequence in self.sequences)


@dataclass(frozen=True, slots=True)
class Covering:
    """What is found wherever a phrase is: `by` numbers of entries, `whole` those that reach over all of it.

    `vetoed` is an exclusion of its own scenario that is always there, or "".
    """

    by: frozenset[int]
    whole: frozenset[int]
    vetoed: str


class PhraseBook:
    """Entries by number, in the order of the rules. Raises PatternError for a phrase that cannot be read."""

    def __init__(self, rules: Sequence[ScenarioRule], lexicon: Lexicon) -> None:
        self.rules = tuple(rules)
        self.wording = AtomReader(lexicon.groups)
        self.entries: list[BookedPhrase] = []
        self._root = ReachNode()
        self._kin = Kin(self.wording)
        self._known: dict[int, Covering] = {}
        for rule in rules:
            for texts, excludes in ((rule.phrases, False), (rule.exclusions, True)):
                for phrase in map(as_phrase, texts):
                    self._add(BookedPhrase(rule, phrase, excludes, parse(phrase.pattern, lexicon.groups)))
        filler = self._kin.number(GroupName(FILLER)) if FILLER in lexicon.groups else -1
        self._places = Places(self._kin, self.wording, filler)

    def _add(self, entry: BookedPhrase) -> None:
        for sequence in entry.sequences:
            self._root.insert([self._step(atom) for atom in sequence], len(self.entries))
        self.entries.append(entry)

    def _step(self, atom: Atom) -> int | tuple[int]:
        if isinstance(atom, Gap):
            return (atom.limit,)
        return MARKS[atom.mark] if isinstance(atom, Anchor) else self._kin.number(atom)

    def of(self, keys: Collection[str] | None) -> Iterator[tuple[int, BookedPhrase]]:
        """Number and entry of each phrase and exclusion of these scenarios (None: of all)."""
        return ((n, entry) for n, entry in enumerate(self.entries) if keys is None or entry.rule.key in keys)

    def covering(self, number: int) -> Covering:
        """Say what else is found in every text in which this entry is found.

        What it names is always found; what it does not name may be, by ways that it cannot follow.
        """
        if number not in self._known:
            self._known[number] = self._cover(number)
        return self._known[number]

    def _cover(self, number: int) -> Covering:
        entry = self.entries[number]
        by: frozenset[int] | None = None
        whole: frozenset[int] = frozenset()
        vetoes: list[str] = []
        for sequence in entry.sequences:
            row = self._places.row(sequence)
            hits = [hit for hit in walk(self._root, row) if hit[0] != number]
            over = frozenset(payload for payload, first, last in hits if (first, last) == (0, len(row.ways)))
            found = frozenset(payload for payload, *_ in hits)
            by, whole = (found, over) if by is None else (by & found, whole & over)
            vetoes.append(self._veto(entry, hits))
            if not by and not all(vetoes):
                break
        return Covering(by or frozenset(), whole, vetoes[0] if all(vetoes) else "")

    def _veto(self, entry: BookedPhrase, hits: Collection[Hit]) -> str:
        if entry.excludes:
            return ""
        found = (self.entries[number] for number in sorted({payload for payload, *_ in hits}))
        return next((each.phrase.text for each in found if each.excludes and each.rule.key == entry.rule.key), "")

    def example(self, entry: BookedPhrase) -> str:
        """Return a sentence that the phrase finds."""
        return self.wording.sentence(entry.sequences[0])


def _shape(atom: Atom) -> object:
    return frozenset(atom.options) if isinstance(atom, Alternatives) else atom
