"""A phrase as if it were a message: at each place what ALL its alternatives have in common, so nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence

from triggers.linting.kin import Kin
from triggers.linting.tree import ReachRow, walk
from triggers.linting.wording import AtomReader
from triggers.matching.pattern import Alternatives, Anchor, Atom, GroupName, LiteralWord


class Places:
    """Turns sequences of atoms into rows that the tree of all phrases can be walked along."""

    def __init__(self, kin: Kin, wording: AtomReader, filler: int) -> None:
        self._kin, self._wording, self._filler = kin, wording, filler
        self._common: dict[Atom, frozenset[int]] = {}

    def row(self, sequence: Sequence[Atom]) -> ReachRow:
        """Return the sequence as a message that says just this, anchored only where the sequence itself is."""
        marks = {atom.mark for atom in sequence if isinstance(atom, Anchor)}
        row = self._row([atom for atom in sequence if not isinstance(atom, Anchor)])
        rest = [False] * len(row.ways)
        row.leads, row.head = [bool(marks & {"^", "^^"}), *rest], ["^^" in marks, *rest]
        row.trails, row.tail = [*rest, bool(marks & {"$", "$$"})], [*rest, "$$" in marks]
        spans = [(at, at + length) for at, ways in enumerate(row.ways) for length in ways.get(self._filler, ())]
        for at, end in spans:
            row.leads[end], row.head[end] = row.leads[end] or row.leads[at], row.head[end] or row.head[at]
        for at, end in reversed(spans):
            row.trails[at], row.tail[at] = row.trails[at] or row.trails[end], row.tail[at] or row.tail[end]
        return row

    def _row(self, atoms: Sequence[Atom]) -> ReachRow:
        """Return as many places as the atoms can take words at the most; a gap is words that nobody knows."""
        row = ReachRow([])
        for atom in atoms:
            width = self._kin.width(atom)
            row.ways += [dict.fromkeys(self._numbers(atom), frozenset({width})), *({} for _ in range(width - 1))]
        while self._add_groups(row):
            pass
        return row

    def _add_groups(self, row: ReachRow) -> bool:
        """Add the groups whose alternatives of several words stand in the row; whether there was a new one."""
        is_new = False
        for group, first, last in walk(self._kin.groups, row):
            for number in self._kin.with_above(group):
                is_new |= row.add(first, number, last - first)
        return is_new

    def _numbers(self, atom: Atom) -> frozenset[int]:
        """Return the numbers that stand for every alternative of an atom; none for a gap."""
        if atom not in self._common:
            found: frozenset[int] = frozenset()
            if isinstance(atom, LiteralWord | GroupName | Alternatives):
                found = self._kin.with_above(self._kin.number(atom))
            if isinstance(atom, Alternatives | GroupName):
                found |= self._shared(self._wording.options(atom))
            self._common[atom] = found
        return self._common[atom]

    def _shared(self, options: Sequence[Sequence[Atom]]) -> frozenset[int]:
        """Return the numbers that reach over the whole of each alternative."""
        shared = self._over(options[0])
        for option in options[1:]:
            if not shared:
                break
            shared &= self._over(option)
        return shared

    def _over(self, option: Sequence[Atom]) -> frozenset[int]:
        if len(option) == 1:
            return self._numbers(option[0])
        ways = self._row(option).ways
        return frozenset(number for number, lengths in ways[0].items() if len(ways) in lengths)
