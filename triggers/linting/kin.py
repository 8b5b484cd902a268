"""Words, groups and choices as numbers, with what contains what."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce

from triggers.linting.tree import ReachNode
from triggers.linting.wording import AtomReader
from triggers.matching.pattern import Alternatives, Atom, Gap, GroupName, LiteralWord

Symbol = LiteralWord | GroupName | frozenset[tuple[LiteralWord | GroupName, ...]]


class Kin:
    """Numbers given out as atoms are met. A group's alternatives of several words stand in the tree `groups`."""

    def __init__(self, wording: AtomReader) -> None:
        self.groups = ReachNode()
        self._wording = wording
        self._numbers: dict[Symbol, int] = {}
        self._parents: dict[int, set[int]] = defaultdict(set)
        self._above: dict[int, frozenset[int]] = {}
        self._widths: dict[Atom, int] = {}

    def number(self, atom: LiteralWord | GroupName | Alternatives) -> int:
        """Return the number of an atom; two choices of the same alternatives share one."""
        symbol = frozenset(atom.options) if isinstance(atom, Alternatives) else atom
        known = self._numbers.get(symbol)
        if known is None:
            known = self._numbers[symbol] = len(self._numbers)
            self._above.clear()
            if not isinstance(atom, LiteralWord):
                self._enter(atom, known)
        return known

    def _enter(self, atom: GroupName | Alternatives, number: int) -> None:
        for option in self._wording.options(atom):
            path = [self.number(inner) for inner in option if isinstance(inner, LiteralWord | GroupName | Alternatives)]
            if len(path) == 1:
                self._parents[path[0]].add(number)
            else:
                self.groups.insert(path, number)

    def with_above(self, number: int) -> frozenset[int]:
        """Return the number with those of every group and choice that it is an alternative of, however deep."""
        if number not in self._above:
            self._above[number] = frozenset({number})  # against groups that contain each other
            parents = self._parents.get(number, set())
            self._above[number] = reduce(frozenset.union, map(self.with_above, parents), frozenset({number}))
        return self._above[number]

    def width(self, atom: Atom) -> int:
        """Return how many words an atom takes at the most."""
        if atom not in self._widths:
            width = 1
            if isinstance(atom, Gap):
                width = atom.limit
            elif isinstance(atom, Alternatives | GroupName):
                width = max(sum(map(self.width, option)) for option in self._wording.options(atom))
            self._widths[atom] = width
        return self._widths[atom]
