"""A prefix tree over symbols (word ids, group ids, anchors) and the walk along a message's lattice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence
from dataclasses import dataclass

#: What a node without steps or gaps holds; never written to. Most nodes are such leaves.
_NONE: dict[int, Node] = {}

SENTENCE_START, SENTENCE_END, MESSAGE_START, MESSAGE_END = -1, -2, -3, -4

#: The symbols that begin at one position, each with every (length in words, typo cost).
Edges = Mapping[int, tuple[tuple[int, int], ...]]


class Node:
    """One state. `steps` by symbol, `gaps` as (limit, node after the gap), `ends` the payloads that end here.

    `anchored`: one of the steps is the end of a sentence or message.
    """

    __slots__ = ("anchored", "ends", "gaps", "steps")

    def __init__(self) -> None:
        self.steps = _NONE
        self.gaps = _NONE
        self.ends: tuple[int, ...] = ()
        self.anchored = False


def insert(root: Node, symbols: Iterable[int | tuple[int]], payload: int) -> None:
    """Add one sequence; a gap of n words is written as the 1-tuple (n,)."""
    node = root
    for symbol in symbols:
        if isinstance(symbol, tuple):
            if node.gaps is _NONE:
                node.gaps = {}
            ways, key = node.gaps, symbol[0]
        else:
            if node.steps is _NONE:
                node.steps = {}
            node.anchored = node.anchored or symbol in (SENTENCE_END, MESSAGE_END)
            ways, key = node.steps, symbol
        following = ways.get(key)
        if following is None:
            following = ways[key] = Node()
        node = following
    if payload not in node.ends:
        node.ends += (payload,)


@dataclass(frozen=True, slots=True)
class Lattice:
    """A message's words as edges between positions, with where sentences begin and which edges are mere filler.

    `leads[i]`: only filler stands before i in its sentence; `trails[i]`: only filler from i to the sentence's end;
    `head[i]` and `tail[i]` the same for the whole message.
    """

    edges: Sequence[Edges]
    opens: Sequence[bool]
    leads: Sequence[bool]
    trails: Sequence[bool]
    head: Sequence[bool]
    tail: Sequence[bool]


#: (node, start, position reached, typo cost)
State = tuple[Node, int, int, int]

#: (payload, start, end, typo cost)
Hit = tuple[int, int, int, int]


def walk(root: Node, lattice: Lattice) -> list[Hit]:
    """Every sequence of the tree found in the lattice, at every start; a path never crosses into the next sentence."""
    symbols = [edges.keys() for edges in lattice.edges]
    stack = _starts(root, lattice, symbols)
    hits: list[Hit] = []
    seen: set[tuple[int, int, int, int]] = set()
    all_edges, opens, count = lattice.edges, lattice.opens, len(symbols)
    while stack:
        node, start, at, cost = stack.pop()
        if at < count and (at == start or not opens[at]):
            here, steps = all_edges[at], node.steps
            # `&` looks from the shorter side: most nodes have fewer ways on than the position has symbols.
            for symbol in steps.keys() & symbols[at]:
                child = steps[symbol]
                for length, extra in here[symbol]:
                    to, paid = at + length, cost + extra
                    if child.ends:
                        hits += [(payload, start, to, paid) for payload in child.ends]
                    if child.anchored:
                        _report_anchored(child.steps, lattice, (start, to, paid), hits)
                    # Nearly every path ends here: look ahead before following one.
                    if (to < count and not opens[to] and not child.steps.keys().isdisjoint(symbols[to])) or child.gaps:
                        stack.append((child, start, to, paid))
        if node.gaps:
            stack += _over_gaps((node, start, at, cost), lattice, symbols, seen)
    return hits


def _over_gaps(
    state: State, lattice: Lattice, symbols: Sequence[KeysView[int]], seen: set[tuple[int, int, int, int]]
) -> Iterator[State]:
    """The states behind each gap of a node, of those that can go on."""
    node, start, at, cost = state
    for limit, child in node.gaps.items():
        place = (id(child), start, at, cost)
        if place in seen:
            continue
        seen.add(place)
        ways = child.steps.keys()
        for last in range(at, _farthest(lattice.opens, at, limit) + 1):
            if (last < len(symbols) and not ways.isdisjoint(symbols[last])) or child.gaps:
                yield child, start, last, cost


def _starts(root: Node, lattice: Lattice, symbols: Sequence[KeysView[int]]) -> list[State]:
    """Where a path may begin: at any word, and after an anchor where only filler stands before it."""
    trees = [
        (root, None),
        (root.steps.get(SENTENCE_START), lattice.leads),
        (root.steps.get(MESSAGE_START), lattice.head),
    ]
    return [
        (tree, start, start, 0)
        for tree, free in trees
        if tree is not None
        for start, here in enumerate(symbols)
        if (free is None or free[start]) and not tree.steps.keys().isdisjoint(here)
    ]


def _farthest(opens: Sequence[bool], at: int, limit: int) -> int:
    """The last position that a gap of `limit` words may end at, not into the next sentence."""
    last, bound = at, min(at + limit, len(opens))
    while last < bound and not opens[last]:
        last += 1
    return last


def _report_anchored(steps: dict[int, Node], lattice: Lattice, place: tuple[int, int, int], hits: list[Hit]) -> None:
    start, at, cost = place
    for mark, free in ((SENTENCE_END, lattice.trails), (MESSAGE_END, lattice.tail)):
        node = steps.get(mark)
        if node is not None and free[at]:
            hits += [(payload, start, at, cost) for payload in node.ends]
