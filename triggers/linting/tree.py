"""A tree of sequences of numbers, and the walk through it along a row of places.

The engine has its own, made for speed; this one answers about patterns, not about texts, and is kept simple.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

SENTENCE_START, SENTENCE_END, MESSAGE_START, MESSAGE_END = -1, -2, -3, -4
MARKS = {"^": SENTENCE_START, "$": SENTENCE_END, "^^": MESSAGE_START, "$$": MESSAGE_END}

#: What begins at one place: each number with the lengths, in places, that it may take.
Ways = dict[int, frozenset[int]]

#: (payload, first place, place after the last)
Hit = tuple[int, int, int]


class ReachNode:
    """One state: the ways on by number, the gaps by how many places they may skip, the payloads that end here."""

    __slots__ = ("ends", "gaps", "steps")

    def __init__(self) -> None:
        self.steps: dict[int, ReachNode] = {}
        self.gaps: dict[int, ReachNode] = {}
        self.ends: list[int] = []

    def insert(self, path: Sequence[int | tuple[int]], payload: int) -> None:
        """Add one sequence; a gap of n places is written as the 1-tuple (n,)."""
        node = self
        for step in path:
            if isinstance(step, tuple):
                node = node.gaps.setdefault(step[0], ReachNode())
            else:
                node = node.steps.setdefault(step, ReachNode())
        if payload not in node.ends:
            node.ends.append(payload)


@dataclass(slots=True)
class ReachRow:
    """Places with what begins at each. `leads[i]`: a sentence may begin at i; `trails[i]`: it may end before i.

    `head` and `tail` say the same of the message.
    """

    ways: list[Ways]
    leads: list[bool] = field(default_factory=list)
    trails: list[bool] = field(default_factory=list)
    head: list[bool] = field(default_factory=list)
    tail: list[bool] = field(default_factory=list)

    def add(self, at: int, number: int, length: int) -> bool:
        """Let a number take `length` places from here; whether that is new."""
        known = self.ways[at].get(number, frozenset())
        if length in known:
            return False
        self.ways[at] = {**self.ways[at], number: known | {length}}
        return True


def walk(root: ReachNode, row: ReachRow) -> set[Hit]:
    """Find every sequence of the tree that the row says for certain."""
    hits: set[Hit] = set()
    stack = _starts(root, row)
    seen: set[tuple[int, int, int]] = set()
    while stack:
        node, start, at = stack.pop()
        if (id(node), start, at) in seen:
            continue
        seen.add((id(node), start, at))
        hits.update((payload, start, at) for payload in node.ends)
        hits.update((payload, start, at) for payload in _ends(node, row, at))
        if at < len(row.ways):
            ways = row.ways[at]
            stack += [
                (node.steps[n], start, at + length) for n in node.steps.keys() & ways.keys() for length in ways[n]
            ]
        for limit, child in node.gaps.items():
            stack += [(child, start, last) for last in range(at, min(at + limit, len(row.ways)) + 1)]
    return hits


def _starts(root: ReachNode, row: ReachRow) -> list[tuple[ReachNode, int, int]]:
    starts = [(root, at, at) for at in range(len(row.ways))]
    for mark, free in ((SENTENCE_START, row.leads), (MESSAGE_START, row.head)):
        if mark in root.steps:
            starts += [(root.steps[mark], at, at) for at, is_free in enumerate(free) if is_free]
    return starts


def _ends(node: ReachNode, row: ReachRow, at: int) -> list[int]:
    found: list[int] = []
    for mark, free in ((SENTENCE_END, row.trails), (MESSAGE_END, row.tail)):
        if mark in node.steps and free and free[at]:
            found += node.steps[mark].ends
    return found
