"""A prefix tree over symbols (word ids, group ids, anchors) and the walk along a message's lattice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

SENTENCE_START, SENTENCE_END, MESSAGE_START, MESSAGE_END = -1, -2, -3, -4

#: The symbols that begin at one position, each with every (position after it, typo cost).
Edges = dict[int, list[tuple[int, int]]]


class Node:
    """One state. `steps` by symbol, `gaps` as (limit, node after the gap), `ends` the payloads that end here."""

    __slots__ = ("ends", "gaps", "steps")

    def __init__(self) -> None:
        self.steps: dict[int, Node] = {}
        self.gaps: dict[int, Node] = {}
        self.ends: list[int] = []


def insert(root: Node, symbols: Iterable[int | tuple[int]], payload: int) -> None:
    """Add one sequence; a gap of n words is written as the 1-tuple (n,)."""
    node = root
    for symbol in symbols:
        if isinstance(symbol, tuple):
            node = node.gaps.setdefault(symbol[0], Node())
        else:
            node = node.steps.setdefault(symbol, Node())
    if payload not in node.ends:
        node.ends.append(payload)


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


#: (payload, start, end, typo cost)
Hit = tuple[int, int, int, int]


def walk(root: Node, lattice: Lattice) -> list[Hit]:
    """Every sequence of the tree found in the lattice, at every start."""
    hits: list[Hit] = []
    from_sentence = root.steps.get(SENTENCE_START)
    from_message = root.steps.get(MESSAGE_START)
    for start, edges in enumerate(lattice.edges):
        if not edges:
            continue
        _walk_from(root, start, lattice, hits.append)
        if from_sentence is not None and lattice.leads[start]:
            _walk_from(from_sentence, start, lattice, hits.append)
        if from_message is not None and lattice.head[start]:
            _walk_from(from_message, start, lattice, hits.append)
    return hits


def _walk_from(root: Node, start: int, lattice: Lattice, report: Callable[[Hit], None]) -> None:
    """Follow every path from one start; a path never crosses into the next sentence."""
    all_edges, opens = lattice.edges, lattice.opens
    count = len(all_edges)
    stack = [(root, start, 0)]
    seen: set[tuple[int, int]] = set()
    while stack:
        node, at, cost = stack.pop()
        if node.ends and at > start:
            for payload in node.ends:
                report((payload, start, at, cost))
        steps = node.steps
        if steps and at > start:
            _report_anchored(steps, lattice, (start, at, cost), report)
        if steps and at < count and (at == start or not opens[at]):
            here = all_edges[at]
            # Most nodes have fewer ways on than the position has symbols: look from the shorter side.
            for symbol in steps if len(steps) < len(here) else here:
                if symbol in steps and symbol in here:
                    child = steps[symbol]
                    stack += [(child, end, cost + extra) for end, extra in here[symbol]]
        for limit, child in node.gaps.items():
            if (id(child), at) not in seen:
                seen.add((id(child), at))
                stack += [(child, last, cost) for last in _reach(lattice, at, limit)]


def _reach(lattice: Lattice, at: int, limit: int) -> range:
    """The positions that a gap may end at: up to `limit` words on, not into the next sentence."""
    last = at
    while last < len(lattice.edges) and last < at + limit and not lattice.opens[last]:
        last += 1
    return range(at, last + 1)


def _report_anchored(
    steps: dict[int, Node], lattice: Lattice, place: tuple[int, int, int], report: Callable[[Hit], None]
) -> None:
    start, at, cost = place
    for mark, free in ((SENTENCE_END, lattice.trails), (MESSAGE_END, lattice.tail)):
        node = steps.get(mark)
        if node is not None and free[at]:
            for payload in node.ends:
                report((payload, start, at, cost))
