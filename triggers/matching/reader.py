"""Reading one text with a rule set: which phrases stand where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from triggers.matching.ruleset import CompiledPhrase, Ruleset, Sense, spanning
from triggers.matching.tokens import Token, tokenise
from triggers.matching.trie import Edges, Lattice, walk_layer, walk_phrases
from triggers.matching.vocabulary import SHADED

#: What is left of a phrase's strength per typo.
TYPO_FACTOR = 0.97
#: Letters in a row, each by itself, from which they may be one word spelt out.
SPELT_OUT = 4


class PhraseMatch(NamedTuple):
    """One phrase found: words `first` up to before `last`, characters `start` to `end` of the original."""

    phrase: CompiledPhrase
    first: int
    last: int
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class TextReading:
    """A text with all that was found in it, by owner.

    Exclusions are in `vetoes`; phrases within quotation marks are in `quoted` and count nothing.
    """

    text: str
    tokens: tuple[Token, ...]
    matches: dict[str, list[PhraseMatch]] = field(default_factory=dict)
    vetoes: dict[str, list[PhraseMatch]] = field(default_factory=dict)
    quoted: dict[str, list[PhraseMatch]] = field(default_factory=dict)

    def of(self, owner: str) -> list[PhraseMatch]:
        """What was found for one scenario, or for one set of the lexicon (written "@name")."""
        return self.matches.get(owner, [])


def read(ruleset: Ruleset, text: str) -> TextReading:
    """Find every phrase of every scenario in the text, once. Never raises."""
    tokens, lattice = _words_of(ruleset, text)
    reading = TextReading(text, tokens)
    if not tokens:
        return reading
    _add_groups(ruleset, lattice)
    best: dict[tuple[int, int, int], int] = {}
    for payload, first, last, cost in walk_phrases(ruleset.forest, lattice):
        key = (payload, first, last)
        if key not in best or cost < best[key]:
            best[key] = cost
    quotes = any(token.quoted for token in tokens)
    for (payload, first, last), cost in sorted(best.items()):
        phrase = ruleset.phrases[payload]
        if cost >= SHADED and not phrase.excludes and phrase.owner[0] != "@":
            continue
        score = phrase.strength * TYPO_FACTOR ** (cost % SHADED)
        match = PhraseMatch(phrase, first, last, tokens[first].start, tokens[last - 1].end, score)
        found = reading.vetoes if phrase.excludes else reading.matches
        if quotes and not phrase.excludes and 2 * sum(token.quoted for token in tokens[first:last]) > last - first:
            found = reading.quoted  # mostly somebody else's words
        found.setdefault(phrase.owner, []).append(match)
    return reading


@lru_cache(maxsize=1024)
def read_earlier(ruleset: Ruleset, text: str) -> TextReading:
    """Read a text that was said before; it comes again with each message that follows it, so the last ones are kept."""
    return read(ruleset, text)


def _add_groups(ruleset: Ruleset, lattice: Lattice) -> None:
    """Add to the edges of single words, layer by layer, the groups of several words; then mark what is filler."""
    forest, above = ruleset.forest, ruleset.groups.above
    for place in range(forest.layers):
        for group, first, last, cost in dict.fromkeys(walk_layer(place, lattice)):
            lattice.add(forest, first, (group, *above.get(group, ())), (last - first, cost))
    lattice.mark_filler(ruleset.filler)


def _words_of(ruleset: Ruleset, text: str) -> tuple[tuple[Token, ...], Lattice]:
    """The words of a text with the edges of each; those written without a space are parted."""
    tokens = tokenise(text)
    senses = [ruleset.sense_of(token.text) for token in tokens]
    wholes: list[tuple[int, Sense]] = []
    if any(sense.pieces for sense in senses):  # hardly ever
        tokens, senses, wholes = _parted(ruleset, tokens, senses)
    opens = [token.opens for token in tokens]
    lattice = Lattice([sense.edges for sense in senses], opens, [sense.moves for sense in senses])
    for first, whole in wholes:
        _add_edges(ruleset, lattice, first, whole.edges)
    _add_repeats(tokens, lattice, ruleset)
    if [len(token.text) for token in tokens].count(1) >= SPELT_OUT:
        _spell(ruleset, tokens, lattice)
    return tokens, lattice


def _add_repeats(tokens: Sequence[Token], lattice: Lattice, ruleset: Ruleset) -> None:
    """A word said several times in a row ("agent agent agent") may also be the word once."""
    end = len(tokens)
    for at in range(len(tokens) - 2, -1, -1):
        if tokens[at].text != tokens[at + 1].text or tokens[at + 1].opens:
            end = at + 1
        elif at == 0 or tokens[at - 1].text != tokens[at].text or tokens[at].opens:
            for symbol, spans in list(lattice.edges[at].items()):
                if (1, 0) in spans:
                    lattice.add(ruleset.forest, at, (symbol,), (end - at, 0))


def _parted(
    ruleset: Ruleset, tokens: Iterable[Token], senses: Iterable[Sense]
) -> tuple[tuple[Token, ...], list[Sense], list[tuple[int, Sense]]]:
    """Put several words in the place of one that was joined from them; also say where the whole ones stood."""
    words: list[Token] = []
    found: list[Sense] = []
    wholes: list[tuple[int, Sense]] = []
    for token, sense in zip(tokens, senses, strict=True):
        if not sense.pieces:
            words.append(token)
            found.append(sense)
            continue
        wholes.append((len(found), sense))
        for piece in _pieces(token, sense.pieces):
            words.append(piece)
            part = ruleset.sense_of(piece.text)
            found.append(_shade(ruleset, part) if sense.shaded else part)
    return tuple(words), found, wholes


def _add_edges(ruleset: Ruleset, lattice: Lattice, at: int, edges: Edges) -> None:
    for symbol, spans in edges.items():
        for span in spans:
            lattice.add(ruleset.forest, at, (symbol,), span)


def _shade(ruleset: Ruleset, sense: Sense) -> Sense:
    edges = _shaded(sense.edges)
    return Sense(edges, ruleset.forest.moves_of(edges))


def _shaded(here: Edges) -> Edges:
    return {symbol: tuple((length, cost + SHADED) for length, cost in spans) for symbol, spans in here.items()}


def _pieces(token: Token, pieces: tuple[str, ...]) -> Iterable[Token]:
    exact = token.end - token.start == len(token.text)
    at = token.start
    for number, piece in enumerate(pieces):
        start, end = (at, at + len(piece)) if exact else (token.start, token.end)
        yield Token(piece, start, end, token.opens and number == 0, token.quoted)
        at += len(piece)


def _spell(ruleset: Ruleset, tokens: Sequence[Token], lattice: Lattice) -> None:
    """Letters spelt out one by one ("h u m a n") may also be the words that they make, if rules know them."""
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and len(tokens[end].text) == 1 and tokens[end].text.isascii():
            end += 1
        if end - at >= SPELT_OUT:
            for first, edges in _spelt(ruleset, "".join(token.text for token in tokens[at:end]), at):
                _add_edges(ruleset, lattice, first, edges)
        at = max(end, at + 1)


def _spelt(ruleset: Ruleset, word: str, first: int) -> Iterable[tuple[int, Edges]]:
    """Edges of the word, and of the words that it may be joined from, over the places of its letters."""
    vocabulary, groups_of = ruleset.vocabulary, ruleset.groups.of_word
    whole = vocabulary.exact(word)
    yield first, spanning(whole, groups_of, len(word))
    if any(vocabulary.is_for_phrases(number) for number, _ in whole):
        return
    at = first
    for piece in vocabulary.split(word):
        edges = spanning(vocabulary.exact(piece), groups_of, len(piece))
        yield at, _shaded(edges) if whole else edges
        at += len(piece)
