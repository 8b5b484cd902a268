"""Reading one text with a rule set: which phrases stand where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from triggers.matching.ruleset import CompiledPhrase, Ruleset
from triggers.matching.tokens import Token, tokenise
from triggers.matching.trie import Edges, Lattice, walk

#: What is left of a phrase's strength per typo.
TYPO_FACTOR = 0.97
#: Letters in a row, each by itself, from which they may be one word spelt out.
SPELT_OUT = 4


class Match(NamedTuple):
    """One phrase found: words `first` up to before `last`, characters `start` to `end` of the original."""

    phrase: CompiledPhrase
    first: int
    last: int
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with all that was found in it. `matches` by owner, exclusions in `vetoes`."""

    text: str
    tokens: tuple[Token, ...]
    matches: dict[str, list[Match]] = field(default_factory=dict)
    vetoes: dict[str, list[Match]] = field(default_factory=dict)

    def of(self, owner: str) -> list[Match]:
        """What was found for one scenario, or for one set of the lexicon (written "@name")."""
        return self.matches.get(owner, [])


def read(ruleset: Ruleset, text: str) -> Reading:
    """Find every phrase of every scenario in the text, once. Never raises."""
    tokens = _with_split_words(ruleset, tokenise(text))
    reading = Reading(text, tokens)
    if not tokens:
        return reading
    best: dict[tuple[int, int, int], int] = {}
    for payload, first, last, cost in walk(ruleset.root, _lattice(ruleset, tokens)):
        key = (payload, first, last)
        if cost < best.get(key, 1000):
            best[key] = cost
    quotes = any(token.quoted for token in tokens)
    for (payload, first, last), cost in sorted(best.items()):
        phrase = ruleset.phrases[payload]
        if quotes and not phrase.excludes and 2 * sum(token.quoted for token in tokens[first:last]) > last - first:
            continue  # mostly somebody else's words
        score = phrase.strength * TYPO_FACTOR**cost
        match = Match(phrase, first, last, tokens[first].start, tokens[last - 1].end, score)
        found = reading.vetoes if phrase.excludes else reading.matches
        found.setdefault(phrase.owner, []).append(match)
    return reading


@lru_cache(maxsize=1024)
def read_earlier(ruleset: Ruleset, text: str) -> Reading:
    """Read a text that was said before; it comes again with each message that follows it, so the last ones are kept."""
    return read(ruleset, text)


def _lattice(ruleset: Ruleset, tokens: tuple[Token, ...]) -> Lattice:
    """Edges of single words and their groups first, then layer by layer the groups of several words."""
    edges = [ruleset.edges_of(token.text) for token in tokens]
    opens = [token.opens for token in tokens]
    flat = Lattice(edges, opens, (), (), (), ())
    for layer in ruleset.groups.layers:
        for group, first, last, cost in dict.fromkeys(walk(layer, flat)):
            symbols = (group, *ruleset.groups.above.get(group, ()))
            edges[first] = _with(edges[first], symbols, (last - first, cost))
    return _with_filler(edges, opens, ruleset.filler)


def _with(here: Edges, symbols: Iterable[int], span: tuple[int, int]) -> Edges:
    """Return the edges with each symbol leading over this span too; those of a word are shared by all its places."""
    longer = dict(here)
    for symbol in symbols:
        spans = longer.get(symbol, ())
        if span not in spans:
            longer[symbol] = (*spans, span)
    return longer


def _with_filler(edges: list[Edges], opens: list[bool], filler: int) -> Lattice:
    """Mark where only greetings, "please" and the like stand between a word and its sentence's bounds."""
    count = len(edges)
    spans = [(at, at + length) for at, here in enumerate(edges) for length, _ in here.get(filler, ())]
    leads, head = [*opens, False], [False] * (count + 1)
    head[0] = True
    for at, end in spans:
        leads[end] = leads[end] or leads[at]
        head[end] = head[end] or head[at]
    trails, tail = [*opens, True], [False] * count + [True]
    for at, end in reversed(spans):
        trails[at] = trails[at] or trails[end]
        tail[at] = tail[at] or tail[end]
    return Lattice(edges, opens, leads, trails, head, tail)


def _with_split_words(ruleset: Ruleset, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Words written without a space or with too many, set right."""
    pieces_of = ruleset.pieces_of
    words = [token.text for token in tokens]
    if list(map(len, words)).count(1) < SPELT_OUT and not any(map(pieces_of, words)):
        return tokens  # nearly always
    split: list[Token] = []
    changed = False
    for token in _joined(ruleset, tokens):
        pieces = pieces_of(token.text)
        if not pieces:
            split.append(token)
            continue
        changed = True
        split += _pieces(token, pieces)
    return tuple(split) if changed or len(split) != len(tokens) else tokens


def _pieces(token: Token, pieces: tuple[str, ...]) -> Iterable[Token]:
    exact = token.end - token.start == len(token.text)
    at = token.start
    for number, piece in enumerate(pieces):
        start, end = (at, at + len(piece)) if exact else (token.start, token.end)
        yield Token(piece, start, end, token.opens and number == 0, token.quoted)
        at += len(piece)


def _joined(ruleset: Ruleset, tokens: tuple[Token, ...]) -> Iterable[Token]:
    """Letters spelt out one by one ("h u m a n") become the word, if a rule knows it."""
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and len(tokens[end].text) == 1 and tokens[end].text.isascii():
            end += 1
        if end - at >= SPELT_OUT:
            word = "".join(token.text for token in tokens[at:end])
            pieces = (word,) if ruleset.vocabulary.knows(word) else ruleset.vocabulary.split(word)
            if pieces:
                yield Token(word, tokens[at].start, tokens[end - 1].end, tokens[at].opens, tokens[at].quoted)
                at = end
                continue
        yield tokens[at]
        at += 1
