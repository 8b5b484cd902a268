"""A prefix tree over symbols (word ids, group ids, anchors) and the walk along a message's lattice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: What a node without steps or gaps holds; never written to. Most nodes are such leaves.
_NONE: dict[int, TrieNode] = {}

SENTENCE_START, SENTENCE_END, MESSAGE_START, MESSAGE_END = -1, -2, -3, -4

#: The symbols that begin at one position, each with every (length in words, typo cost).
Edges = Mapping[int, tuple[tuple[int, int], ...]]


class TrieNode:
    """One state. `steps` by symbol, `gaps` as (limit, node after the gap), `ends` the payloads that end here.

    `anchored`: one of the steps is the end of a sentence or message. `rests`: something can come of it without a
    further word, or with any.
    """

    __slots__ = ("anchored", "ends", "gaps", "rests", "steps")

    def __init__(self) -> None:
        self.steps = _NONE
        self.gaps = _NONE
        self.ends: tuple[int, ...] = ()
        self.anchored = False
        self.rests = False


def insert(root: TrieNode, symbols: Iterable[int | tuple[int]], payload: int) -> None:
    """Add one sequence; a gap of n words is written as the 1-tuple (n,)."""
    node = root
    for symbol in symbols:
        if isinstance(symbol, tuple):
            if node.gaps is _NONE:
                node.gaps = {}
            ways, key = node.gaps, symbol[0]
            node.rests = True
        else:
            if node.steps is _NONE:
                node.steps = {}
            if symbol in (SENTENCE_END, MESSAGE_END):
                node.anchored = node.rests = True
            ways, key = node.steps, symbol
        following = ways.get(key)
        if following is None:
            following = ways[key] = TrieNode()
        node = following
    node.rests = True
    if payload not in node.ends:
        node.ends += (payload,)


#: One step from the root of a tree: (node reached, length in words, typo cost).
Move = tuple[TrieNode, int, int]


@dataclass(frozen=True, slots=True)
class Forest:
    """The trees that one message is walked through: groups of several words, shallow ones first, then the phrases.

    There are three of phrases: those that begin anywhere, behind "^" and behind "^^". `begins`: the (place of the
    tree, node reached) of each symbol that begins a tree.
    """

    layers: int
    begins: Mapping[int, tuple[tuple[int, TrieNode], ...]]

    def moves_of(self, edges: Edges) -> tuple[tuple[Move, ...], ...]:
        """The first steps that a word with these edges takes, tree by tree."""
        moves: list[tuple[Move, ...]] = [()] * (self.layers + 3)
        for symbol, spans in edges.items():
            for place, node in self.begins.get(symbol, ()):
                moves[place] += tuple([(node, *span) for span in spans])
        return tuple(moves)


def plant(phrases: TrieNode, layers: Sequence[TrieNode]) -> Forest:
    """Make a forest of finished trees."""
    empty = TrieNode()
    anchored = [phrases.steps.get(mark, empty) for mark in (SENTENCE_START, MESSAGE_START)]
    begins: dict[int, tuple[tuple[int, TrieNode], ...]] = {}
    for place, tree in enumerate([*layers, phrases, *anchored]):
        for symbol, node in tree.steps.items():
            begins[symbol] = (*begins.get(symbol, ()), (place, node))
    return Forest(len(layers), begins)


class Lattice:
    """A message's words as edges between positions, with where sentences begin and which edges are mere filler.

    `moves[i]`: the first steps from i, tree by tree. `until[i]`: where the next sentence begins, at i or later.
    `leads[i]`: only filler stands before i in its sentence; `trails[i]`: only filler from i to the sentence's end;
    `head[i]` and `tail[i]` the same for the whole message.
    """

    __slots__ = ("edges", "head", "leads", "moves", "opens", "symbols", "tail", "trails", "until")

    def __init__(self, edges: list[Edges], opens: Sequence[bool], moves: list[Sequence[tuple[Move, ...]]]) -> None:
        self.edges, self.opens, self.moves = edges, opens, moves
        self.symbols = [here.keys() for here in edges]
        self.until = _ends(opens)
        self.leads: Sequence[bool] = ()
        self.trails: Sequence[bool] = ()
        self.head: Sequence[bool] = ()
        self.tail: Sequence[bool] = ()

    def add(self, forest: Forest, at: int, symbols: Iterable[int], span: tuple[int, int]) -> None:
        """Let each symbol lead over this span too; what a word's places share is copied."""
        longer, moves = dict(self.edges[at]), list(self.moves[at])
        for symbol in symbols:
            spans = longer.get(symbol, ())
            if span not in spans:
                longer[symbol] = (*spans, span)
                for place, node in forest.begins.get(symbol, ()):
                    moves[place] += ((node, *span),)
        self.edges[at], self.moves[at] = longer, moves
        self.symbols[at] = longer.keys()

    def mark_filler(self, filler: int) -> None:
        """Note where only greetings, "please" and the like stand between a word and its sentence's bounds."""
        count, opens = len(self.edges), self.opens
        spans = [(at, at + length) for at, here in enumerate(self.edges) for length, _ in here.get(filler, ())]
        leads, head = [*opens, False], [False] * (count + 1)
        head[0] = True
        for at, end in spans:
            leads[end] = leads[end] or leads[at]
            head[end] = head[end] or head[at]
        trails, tail = [*opens, True], [False] * count + [True]
        for at, end in reversed(spans):
            trails[at] = trails[at] or trails[end]
            tail[at] = tail[at] or tail[end]
        self.leads, self.trails, self.head, self.tail = leads, trails, head, tail


def _ends(opens: Sequence[bool]) -> list[int]:
    end = len(opens)
    ends = [end] * (end + 1)
    for at in range(end - 1, -1, -1):
        if opens[at]:
            end = at
        ends[at] = end
    return ends


#: (node, start, position reached, typo cost)
State = tuple[TrieNode, int, int, int]

#: (payload, start, end, typo cost)
Hit = tuple[int, int, int, int]


def walk_phrases(forest: Forest, lattice: Lattice) -> list[Hit]:
    """Every phrase found in the lattice. After an anchor a path begins where only filler stands before."""
    place = forest.layers
    stack = _starts(place, lattice)
    stack += [state for state in _starts(place + 1, lattice) if lattice.leads[state[1]]]
    stack += [state for state in _starts(place + 2, lattice) if lattice.head[state[1]]]
    return _walk(stack, lattice)


def walk_layer(place: int, lattice: Lattice) -> list[Hit]:
    """Every group of one layer found in the lattice."""
    return _walk(_starts(place, lattice), lattice)


def _starts(place: int, lattice: Lattice) -> list[State]:
    """Where the first steps through one tree lead, of those that end there or can go on."""
    symbols, last = lattice.symbols, len(lattice.symbols)
    return [
        (node, start, start + length, cost)
        for start, moves in enumerate(lattice.moves)
        for node, length, cost in moves[place]
        if node.rests or (start + length < last and not node.steps.keys().isdisjoint(symbols[start + length]))
    ]


def _walk(stack: list[State], lattice: Lattice) -> list[Hit]:
    """Follow every path from these states; none crosses into the next sentence."""
    hits: list[Hit] = []
    seen: set[tuple[int, int, int, int]] = set()
    all_edges, symbols, opens = lattice.edges, lattice.symbols, lattice.opens
    count = len(symbols)
    while stack:
        node, start, at, cost = stack.pop()
        if node.ends:
            hits += [(payload, start, at, cost) for payload in node.ends]
        if node.anchored:
            _report_anchored(node.steps, lattice, (start, at, cost), hits)
        steps = node.steps
        if steps and at < count and not opens[at]:
            here = all_edges[at]
            # `&` looks from the shorter side: most nodes have fewer ways on than the position has symbols.
            for symbol in steps.keys() & symbols[at]:
                stack += [(steps[symbol], start, at + length, cost + extra) for length, extra in here[symbol]]
        if node.gaps:
            _leap((node, start, at, cost), lattice, seen, stack)
    return hits


def _leap(state: State, lattice: Lattice, seen: set[tuple[int, int, int, int]], stack: list[State]) -> None:
    """Add the states behind each gap of a node, of those that can go on before the sentence ends."""
    node, start, at, cost = state
    symbols = lattice.symbols
    end = lattice.until[at]
    for limit, child in node.gaps.items():
        place = (id(child), start, at, cost)
        if place in seen:
            continue
        seen.add(place)
        ways, more = child.steps.keys(), child.gaps
        stack += [
            (child, start, last, cost)
            for last in range(at, min(at + limit + 1, end))
            if more or not ways.isdisjoint(symbols[last])
        ]


def _report_anchored(
    steps: dict[int, TrieNode], lattice: Lattice, place: tuple[int, int, int], hits: list[Hit]
) -> None:
    start, at, cost = place
    for mark, free in ((SENTENCE_END, lattice.trails), (MESSAGE_END, lattice.tail)):
        node = steps.get(mark)
        if node is not None and free[at]:
            hits += [(payload, start, at, cost) for payload in node.ends]
