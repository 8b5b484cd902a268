"""Word groups: named sets of alternatives that phrases share, some of them made of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from triggers.matching.forms import STEM_MARK
from triggers.matching.languages import SPOKEN
from triggers.matching.pattern import Alternatives, GroupName, LiteralWord, PatternError, parse_once
from triggers.matching.trie import TrieNode, insert


@dataclass(slots=True)
class GroupTables:
    """Groups in the form the reader uses.

    `of_word` gives the groups one word belongs to, `above` the groups a group belongs to as a whole, `layers` one tree
    per depth for alternatives of several words (a layer may use the groups of the layers before it).
    """

    of_word: dict[int, tuple[int, ...]] = field(default_factory=dict)
    above: dict[int, tuple[int, ...]] = field(default_factory=dict)
    layers: list[TrieNode] = field(default_factory=list)


@dataclass(slots=True)
class GroupBuilder:
    """Collects alternatives while phrases are compiled; `build` makes the tables."""

    word_id: Callable[[str], int]
    named: Mapping[str, Sequence[str]]
    #: Of what is being read: whose endings the forms of a word have.
    language: str = ""
    ids: dict[str, int] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    _options: dict[int, list[tuple[int, ...]]] = field(default_factory=dict)
    _next: int = 0

    def __post_init__(self) -> None:
        """Keep the names of all groups: patterns are read with them."""
        self.names = frozenset(self.named)

    def symbol(self, name: str) -> int:
        """The id of a named group; its alternatives are read on first use. Raises PatternError inside a group."""
        if name not in self.ids:
            self.ids[name] = self._new_symbol()
            outside, self.language = self.language, language_of_group(name)
            self._options[self.ids[name]] = [s for text in self.named[name] for s in self._read(text, name)]
            self.language = outside
        return self.ids[name]

    def literal(self, text: str) -> int:
        """The id of a word, or of the forms of a stem in the language that is being read."""
        return self.word_id(text + self.language if text.endswith(STEM_MARK) else text)

    def _read(self, text: str, name: str) -> list[tuple[int, ...]]:
        try:
            return [self._sequence(sequence, name) for sequence in parse_once(text, self.names)]
        except PatternError as error:
            raise PatternError(f'word group {name}, "{text}": {error.sentence}', error.position) from error

    def choice(self, options: Alternatives) -> int:
        """The id of a set of alternatives written inside a phrase; equal sets share one."""
        sequences = sorted({self._flat(option) for option in options.options})
        key = "|".join(str(s) for s in sequences)
        if key not in self.ids:
            self.ids[key] = self._new_symbol()
            self._options[self.ids[key]] = sequences
        return self.ids[key]

    def _new_symbol(self) -> int:
        # Words are even, groups odd: both grow without knowing each other's number.
        self._next += 1
        return 2 * self._next + 1

    def _sequence(self, atoms: Sequence[object], name: str) -> tuple[int, ...]:
        symbols = []
        for atom in atoms:
            if isinstance(atom, Alternatives):
                symbols.append(self.choice(atom))
            elif isinstance(atom, LiteralWord | GroupName):
                symbols += self._flat((atom,))
            else:
                raise PatternError(f"The word group {name} can't contain gaps or anchors.")
        return tuple(symbols)

    def _flat(self, option: Sequence[LiteralWord | GroupName]) -> tuple[int, ...]:
        return tuple(self.literal(a.text) if isinstance(a, LiteralWord) else self.symbol(a.name) for a in option)

    def build(self) -> GroupTables:
        """Sort alternatives into tables. Raises PatternError when a group contains itself."""
        parents: dict[int, set[int]] = {}
        for group, options in self._options.items():
            for option in options:
                if len(option) == 1:
                    parents.setdefault(option[0], set()).add(group)
        closed = {symbol: _closure(symbol, parents) for symbol in parents}
        tables = GroupTables()
        tables.of_word = {s: tuple(sorted(up)) for s, up in closed.items() if s % 2 == 0}
        tables.above = {s: tuple(sorted(up)) for s, up in closed.items() if s % 2 == 1}
        depths: dict[int, int] = {}
        for group in self._options:
            self._depth(group, depths, ())
        tables.layers = [TrieNode() for _ in range(max(depths.values(), default=0) + 1)]
        for group, options in self._options.items():
            for option in options:
                if len(option) > 1:
                    insert(tables.layers[depths[group]], option, group)
        return tables

    def _depth(self, group: int, depths: dict[int, int], trail: tuple[int, ...]) -> int:
        if group in trail:
            names = {number: name for name, number in self.ids.items()}
            raise PatternError(f"The word group {names[group]} contains itself.")
        if group not in depths:
            inner = [s for option in self._options[group] for s in option if s % 2 == 1]
            depths[group] = 1 + max((self._depth(s, depths, (*trail, group)) for s in inner), default=-1)
        return depths[group]


def language_of_group(name: str) -> str:
    """The language that a group's name ends in ("talk_ru"), or "en"."""
    _, mark, code = name.rpartition("_")
    return code if mark and code in SPOKEN else "en"


def _closure(symbol: int, parents: Mapping[int, set[int]]) -> set[int]:
    found: set[int] = set()
    todo = list(parents.get(symbol, ()))
    while todo:
        group = todo.pop()
        if group not in found:
            found.add(group)
            todo += parents.get(group, ())
    return found
