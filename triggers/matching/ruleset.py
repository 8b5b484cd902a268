"""Compiled rules: what every process holds in memory and reads from all its threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import NamedTuple

from triggers.matching.groups import GroupBuilder, GroupTables
from triggers.matching.pattern import (
    NUMBER,
    Anchor,
    Choice,
    Gap,
    GroupName,
    PatternError,
    Sequence_,
    Word,
    parse,
    plain_words,
)
from triggers.matching.rules import STRENGTHS, Phrase, ScenarioRule, as_phrase
from triggers.matching.trie import MESSAGE_END, MESSAGE_START, SENTENCE_END, SENTENCE_START, Edges, Node, insert
from triggers.matching.vocabulary import Vocabulary

_ANCHORS = {"^": SENTENCE_START, "$": SENTENCE_END, "^^": MESSAGE_START, "$$": MESSAGE_END}
FILLER = "filler"


class CompiledPhrase(NamedTuple):
    """One phrase as traces name it, with the scenario (or lexicon entry) that owns it."""

    owner: str
    text: str
    excludes: bool
    strength: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The language knowledge that every rule set shares: groups, ordinary words, and the sets that signals use."""

    groups: Mapping[str, tuple[str, ...]]
    ordinary: frozenset[str] = frozenset()
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Ruleset:
    """Immutable once made: share it between threads, replace it by assignment."""

    version: int
    rules: tuple[ScenarioRule, ...]
    phrases: tuple[CompiledPhrase, ...]
    vocabulary: Vocabulary
    groups: GroupTables
    root: Node
    filler: int
    edges_of: Callable[[str], Edges]
    pieces_of: Callable[[str], tuple[str, ...]]


def build(rules: Sequence[ScenarioRule], lexicon: Lexicon, version: int = 0) -> Ruleset:
    """Compile scenarios with a lexicon. Raises PatternError, naming the scenario and the phrase."""
    ids: dict[str, int] = {}
    builder = GroupBuilder(lambda word: ids.setdefault(word, 2 * len(ids)), lexicon.groups)
    compiler = _Compiler(builder, lexicon.groups)
    for rule in rules:
        if rule.mode != "off":
            compiler.add(rule.key, rule.phrases, excludes=False)
            compiler.add(rule.key, rule.exclusions, excludes=True)
    for name, texts in lexicon.sets.items():
        compiler.add(f"@{name}", texts, excludes=False)
    filler = builder.symbol(FILLER) if FILLER in lexicon.groups else -1
    tables = builder.build()
    vocabulary = Vocabulary(ids, lexicon.ordinary)
    return Ruleset(
        version=version,
        rules=tuple(rules),
        phrases=tuple(compiler.phrases),
        vocabulary=vocabulary,
        groups=tables,
        root=compiler.root,
        filler=filler,
        edges_of=lru_cache(maxsize=32768)(partial(_edges_of, vocabulary, tables.of_word, filler)),
        pieces_of=lru_cache(maxsize=32768)(partial(_pieces_of, vocabulary)),
    )


def _edges_of(vocabulary: Vocabulary, groups_of: Mapping[int, tuple[int, ...]], filler: int, text: str) -> Edges:
    """Return what one word of a message may stand for: itself or a near one, each with its groups."""
    edges: dict[int, tuple[tuple[int, int], ...]] = {}
    words = list(vocabulary.candidates(text))
    if text[:2].lstrip("$")[:1].isdecimal():
        words += [(word, 0) for word, _ in vocabulary.candidates(NUMBER)]
    for word, cost in words:
        for symbol in (word, *groups_of.get(word, ())):
            noted = edges.get(symbol, ())
            if (1, cost) not in noted:
                edges[symbol] = (*noted, (1, cost))
    if not edges and (text[0] == "@" or not text[0].isalnum()):
        return {filler: ((1, 0),)}  # an address ("@shop") or a picture, not a word of the sentence
    return edges


def _pieces_of(vocabulary: Vocabulary, text: str) -> tuple[str, ...]:
    """Return the known words that a word nobody knows was joined from, or nothing."""
    return () if vocabulary.candidates(text) else vocabulary.split(text)


class _Compiler:
    """Turns pattern texts into paths of one tree."""

    def __init__(self, builder: GroupBuilder, named: Mapping[str, Sequence[str]]) -> None:
        self.root = Node()
        self.phrases: list[CompiledPhrase] = []
        self._builder = builder
        self._named = named

    def add(self, owner: str, phrases: Sequence[str | Phrase], *, excludes: bool) -> None:
        """Insert every phrase of one owner."""
        for phrase in map(as_phrase, phrases):
            number = len(self.phrases)
            strength = STRENGTHS[phrase.strength]
            self.phrases.append(CompiledPhrase(owner, phrase.text, excludes, strength))
            try:
                plain = plain_words(phrase.pattern)
                if plain:
                    insert(self.root, map(self._builder.word_id, plain), number)
                    continue
                for sequence in parse(phrase.pattern, self._named):
                    insert(self.root, self._symbols(sequence), number)
            except PatternError as error:
                shift = len(phrase.text) - len(phrase.pattern)
                message = f'{owner}, "{phrase.text}": {error.sentence}'
                raise PatternError(message, error.position + shift) from error

    def _symbols(self, sequence: Sequence_) -> list[int | tuple[int]]:
        symbols: list[int | tuple[int]] = []
        for atom in sequence:
            match atom:
                case Gap():
                    symbols.append((atom.limit,))
                case Anchor():
                    symbols.append(_ANCHORS[atom.mark])
                case Choice():
                    symbols.append(self._builder.choice(atom))
                case Word():
                    symbols.append(self._builder.word_id(atom.text))
                case GroupName():
                    symbols.append(self._builder.symbol(atom.name))
        return symbols
