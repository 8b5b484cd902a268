"""Reading one text with a rule set: which phrases stand where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from triggers.matching.pattern import NUMBER
from triggers.matching.ruleset import CompiledPhrase, Ruleset
from triggers.matching.tokens import Token, tokenise
from triggers.matching.trie import Edges, Lattice, walk

#: What is left of a phrase's strength per typo.
TYPO_FACTOR = 0.97


@dataclass(frozen=True, slots=True)
class Match:
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
    for (payload, first, last), cost in sorted(best.items()):
        phrase = ruleset.phrases[payload]
        if not phrase.excludes and 2 * sum(token.quoted for token in tokens[first:last]) > last - first:
            continue  # mostly somebody else's words
        score = phrase.strength * TYPO_FACTOR**cost
        match = Match(phrase, first, last, tokens[first].start, tokens[last - 1].end, score)
        found = reading.vetoes if phrase.excludes else reading.matches
        found.setdefault(phrase.owner, []).append(match)
    return reading


def _lattice(ruleset: Ruleset, tokens: tuple[Token, ...]) -> Lattice:
    """Edges of single words and their groups first, then layer by layer the groups of several words."""
    edges: list[Edges] = []
    candidates, symbols_of = ruleset.vocabulary.candidates, ruleset.symbols_of
    for at, token in enumerate(tokens):
        here: Edges = {}
        for word, cost in candidates(token.text):
            _add(here, symbols_of(word), at + 1, cost)
        if token.text[:2].lstrip("$")[:1].isdecimal():
            for word, _ in candidates(NUMBER):
                _add(here, symbols_of(word), at + 1, 0)
        if not here and (token.text[0] == "@" or not token.text[0].isalnum()):
            _add(here, (ruleset.filler,), at + 1, 0)  # an address ("@shop") or a picture, not a word of the sentence
        edges.append(here)
    opens = [token.opens for token in tokens]
    flat = Lattice(edges, opens, (), (), (), ())
    for layer in ruleset.groups.layers:
        for group, first, last, cost in walk(layer, flat):
            _add(edges[first], (group, *ruleset.groups.above.get(group, ())), last, cost)
    return _with_filler(edges, opens, ruleset.filler)


def _add(here: Edges, symbols: Iterable[int], end: int, cost: int) -> None:
    """Note that each symbol leads to `end` at this cost, once."""
    for symbol in symbols:
        spans = here.setdefault(symbol, [])
        if (end, cost) not in spans:
            spans.append((end, cost))


def _with_filler(edges: list[Edges], opens: list[bool], filler: int) -> Lattice:
    """Mark where only greetings, "please" and the like stand between a word and its sentence's bounds."""
    count = len(edges)
    spans = [(at, end) for at, here in enumerate(edges) for end, _ in here.get(filler, ())]
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
    vocabulary = ruleset.vocabulary
    split: list[Token] = []
    changed = False
    for token in _joined(ruleset, tokens):
        pieces = () if vocabulary.candidates(token.text) else vocabulary.split(token.text)
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
        if end - at >= 4:
            word = "".join(token.text for token in tokens[at:end])
            pieces = (word,) if ruleset.vocabulary.knows(word) else ruleset.vocabulary.split(word)
            if pieces:
                yield Token(word, tokens[at].start, tokens[end - 1].end, tokens[at].opens, tokens[at].quoted)
                at = end
                continue
        yield tokens[at]
        at += 1
