"""Compiled rules: what every process holds in memory and reads from all its threads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import NamedTuple

from triggers.matching.forms import WordForms
from triggers.matching.groups import GroupBuilder, GroupTables
from triggers.matching.pattern import (
    NUMBER,
    Alternatives,
    Anchor,
    Gap,
    GroupName,
    LiteralWord,
    PatternError,
    Sequence_,
    parse,
    parse_once,
    plain_words,
)
from triggers.matching.rules import STRENGTHS, PhraseRule, ScenarioRule, as_phrase
from triggers.matching.trie import (
    MESSAGE_END,
    MESSAGE_START,
    SENTENCE_END,
    SENTENCE_START,
    Edges,
    Forest,
    Move,
    TrieNode,
    insert,
    plant,
)
from triggers.matching.vocabulary import Candidate, Vocabulary

_ANCHORS = {"^": SENTENCE_START, "$": SENTENCE_END, "^^": MESSAGE_START, "$$": MESSAGE_END}
FILLER = "filler"


#: Words whose sense is kept.
SENSES = 32_768


class Sense(NamedTuple):
    """One word of a message: the edges of what it may stand for, or the words that it was joined from.

    `moves`: the first steps through each tree. With `pieces` the edges lead over all of them; `shaded`: then phrases
    may not read the pieces.
    """

    edges: Edges
    moves: tuple[tuple[Move, ...], ...]
    pieces: tuple[str, ...] = ()
    shaded: bool = False


class CompiledPhrase(NamedTuple):
    """One phrase as traces name it, with the scenario (or lexicon entry) that owns it."""

    owner: str
    text: str
    excludes: bool
    strength: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The language knowledge that every rule set shares: groups, ordinary words, sets for signals, and word forms."""

    groups: Mapping[str, tuple[str, ...]]
    ordinary: frozenset[str] = frozenset()
    sets: Mapping[str, tuple[str | PhraseRule, ...]] = field(default_factory=dict)
    forms: Mapping[str, WordForms] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Ruleset:
    """Immutable once made: share it between threads, replace it by assignment."""

    version: int
    rules: tuple[ScenarioRule, ...]
    phrases: tuple[CompiledPhrase, ...]
    vocabulary: Vocabulary
    groups: GroupTables
    forest: Forest
    filler: int
    #: What a word may stand for; kept for the words that came last.
    sense_of: Callable[[str], Sense]


def build(rules: Sequence[ScenarioRule], lexicon: Lexicon, version: int = 0) -> Ruleset:
    """Compile scenarios with a lexicon. Raises PatternError, naming the scenario and the phrase."""
    ids: dict[str, int] = {}
    builder = GroupBuilder(lambda word: ids.setdefault(word, 2 * len(ids)), lexicon.groups)
    compiler = _Compiler(builder, lexicon.groups)
    judged = [rule for rule in rules if rule.mode != "off"]
    for rule in judged:
        compiler.add(rule.key, rule.phrases, excludes=False)
    for name, texts in lexicon.sets.items():
        compiler.add(f"@{name}", texts, excludes=False)
    filler = builder.symbol(FILLER) if FILLER in lexicon.groups else -1
    # What comes now is new to exclusions alone.
    bound = 2 * len(ids)
    for rule in judged:
        compiler.add(rule.key, rule.exclusions, excludes=True)
    tables = builder.build()
    vocabulary = Vocabulary(ids, lexicon.ordinary, bound, lexicon.forms)
    forest = plant(compiler.root, tables.layers)
    return Ruleset(
        version=version,
        rules=tuple(rules),
        phrases=tuple(compiler.phrases),
        vocabulary=vocabulary,
        groups=tables,
        forest=forest,
        filler=filler,
        sense_of=_senses(vocabulary, tables, filler, forest),
    )


def _senses(vocabulary: Vocabulary, groups: GroupTables, filler: int, forest: Forest) -> Callable[[str], Sense]:
    return lru_cache(maxsize=SENSES)(partial(_sense_of, vocabulary, groups.of_word, filler, forest))


def _sense_of(
    vocabulary: Vocabulary,
    groups_of: Mapping[int, tuple[int, ...]],
    filler: int,
    forest: Forest,
    text: str,
) -> Sense:
    """Return what one word of a message may stand for: itself or a near one, each with its groups; or several."""
    first = text[0]
    exact, stems = vocabulary.word_of_phrases(text), vocabulary.stems(text)
    if exact is not None and not stems and first.isalpha():  # most words, and it takes a fraction of the time
        plain: Edges = dict.fromkeys((exact, *groups_of.get(exact, ())), ((1, 0),))
        return Sense(plain, forest.moves_of(plain))
    words = [*vocabulary.candidates(text), *stems]
    meant = any(vocabulary.is_for_phrases(number) for number, _ in words)
    pieces = () if meant else vocabulary.split(text)
    if text[:2].lstrip("$")[:1].isdecimal():
        words += vocabulary.exact(NUMBER)
    edges = spanning(words, groups_of, len(pieces) or 1)
    if not first.isalnum() and not (meant and first == "@"):
        edges[filler] = ((1, 0),)  # an address ("@shop") or a picture, not a word of the sentence
    return Sense(edges, forest.moves_of(edges), pieces, bool(pieces) and vocabulary.is_shaded(text))


def spanning(
    words: Sequence[Candidate], groups_of: Mapping[int, tuple[int, ...]], length: int
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return the edges over so many words for what stands there: each word with its groups."""
    edges: dict[int, tuple[tuple[int, int], ...]] = {}
    for word, cost in words:
        for symbol in (word, *groups_of.get(word, ())):
            noted = edges.get(symbol, ())
            if (length, cost) not in noted:
                edges[symbol] = (*noted, (length, cost))
    return edges


def with_vocabulary(
    ruleset: Ruleset, make: Callable[[Mapping[str, int], Collection[str], int, Mapping[str, WordForms]], Vocabulary]
) -> Ruleset:
    """Return the same rules with another way of reading words, made of all that `Vocabulary` takes."""
    known = ruleset.vocabulary
    vocabulary = make(known.ids, known.ordinary, known.bound, known.forms)
    return replace(
        ruleset, vocabulary=vocabulary, sense_of=_senses(vocabulary, ruleset.groups, ruleset.filler, ruleset.forest)
    )


class _Compiler:
    """Turns pattern texts into paths of one tree."""

    def __init__(self, builder: GroupBuilder, named: Mapping[str, Sequence[str]]) -> None:
        self.root = TrieNode()
        self.phrases: list[CompiledPhrase] = []
        self._builder = builder
        self._named = named

    def add(self, owner: str, phrases: Sequence[str | PhraseRule], *, excludes: bool) -> None:
        """Insert every phrase of one owner."""
        for phrase in map(as_phrase, phrases):
            number = len(self.phrases)
            self._builder.language = phrase.lang
            strength = STRENGTHS[phrase.strength]
            self.phrases.append(CompiledPhrase(owner, phrase.text, excludes, strength))
            try:
                plain = plain_words(phrase.pattern)
                if plain:
                    insert(self.root, map(self._builder.word_id, plain), number)
                    continue
                for sequence in self._parse(phrase.pattern, shared=owner[0] == "@"):
                    insert(self.root, self._symbols(sequence), number)
            except PatternError as error:
                shift = len(phrase.text) - len(phrase.pattern)
                message = f'{owner}, "{phrase.text}": {error.sentence}'
                raise PatternError(message, error.position + shift) from error

    def _parse(self, pattern: str, *, shared: bool) -> tuple[Sequence_, ...]:
        return parse_once(pattern, self._builder.names) if shared else parse(pattern, self._named)

    def _symbols(self, sequence: Sequence_) -> list[int | tuple[int]]:
        symbols: list[int | tuple[int]] = []
        for atom in sequence:
            match atom:
                case Gap():
                    symbols.append((atom.limit,))
                case Anchor():
                    symbols.append(_ANCHORS[atom.mark])
                case Alternatives():
                    symbols.append(self._builder.choice(atom))
                case LiteralWord():
                    symbols.append(self._builder.literal(atom.text))
                case GroupName():
                    symbols.append(self._builder.symbol(atom.name))
        return symbols
