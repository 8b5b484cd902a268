"""Texts that are meant to hurt a pattern, read off the pattern itself, and how its work grows with their length."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from functools import cache
from re import _constants as sre  # type: ignore[attr-defined]  # the parser is private and has no other door
from re import _parser  # type: ignore[attr-defined]  # the same
from typing import Any

from tests.architecture.sources import FLOORS

#: A repeat that may run so long counts as one without an end.
LONG_RUN = 200
#: In characters. Linear work grows by the factor between them, quadratic work by its square: the short pairs find what
#: would not end on the long one, exponential work first, then cubic.
SIZES = ((8, 32), (200, 800), (1_500, 6_000))
#: Between the 4 of linear work and the 16 of quadratic work, nearer to the latter: two workers share the machine.
STEEPEST = 9.0
#: In seconds of CPU; what is below it on the large text is not worth a judgement.
NEGLIGIBLE = 0.005
#: What a run may end in: something that no pattern wants, a word.
TAILS = ("\x01", " x")
#: Units that the parse tree does not name: sentences, spaces and words in turn.
COMMON = ("_", "a", "1", " ", "\n", ".", "中", "a ", "a. ", "'a", "<a", "1,", "a@", "# ", "|")


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Every compiled pattern that a module of the six floors holds, by the name of where it stands."""
    found: dict[str, re.Pattern[str]] = {}
    for floor in FLOORS:
        package = importlib.import_module(floor)
        for module in pkgutil.walk_packages(package.__path__, f"{floor}."):
            if ".migrations" not in module.name and ".management." not in module.name:
                for name, value in vars(importlib.import_module(module.name)).items():
                    found |= {f"{module.name}.{name}[{at}]": pattern for at, pattern in enumerate(held(value))}
    return found


def held(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """Patterns in a value, in its items or in theirs."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, (tuple, list, set, frozenset)):
        for item in value:
            yield from held(item, depth + 1)
    elif depth < 3 and isinstance(value, dict):
        for item in value.values():
            yield from held(item, depth + 1)


def attacks(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """Pairs of a beginning and a unit to repeat: each long run of the pattern behind what must stand before it."""
    tree = _parser.parse(pattern.pattern, pattern.flags)
    found = set(runs(tree, ""))
    # The beginning again and again is a start at each of them.
    return {("", unit) for unit in COMMON} | found | {("", before + unit) for before, unit in found}


def runs(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """Walk a parse tree; yield each long repeat as (shortest text before it, shortest text of one round)."""
    for operation, argument in tree:
        for inner in parts(operation, argument):
            yield from runs(inner, before)
        if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT) and argument[1] >= LONG_RUN:
            yield before, shortest(argument[2]) or "a"
        before += shortest([(operation, argument)])


def parts(operation: Any, argument: Any) -> list[Any]:
    """The parse trees inside one operation."""
    match operation:
        case sre.BRANCH:
            return list(argument[1])
        case sre.SUBPATTERN:
            return [argument[3]]
        case sre.ATOMIC_GROUP:
            return [argument]
        case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
            return [argument[2]]
        case sre.ASSERT | sre.ASSERT_NOT:
            return [argument[1]]
        case _:
            return []


def shortest(tree: Any) -> str:
    """A short text that this parse tree matches, near enough."""
    return "".join(one(operation, argument) for operation, argument in tree)


def one(operation: Any, argument: Any) -> str:
    """The same for a single operation."""
    match operation:
        case sre.LITERAL:
            return chr(argument)
        case sre.NOT_LITERAL:
            return "b" if argument == ord("a") else "a"
        case sre.ANY:
            return "a"
        case sre.IN:
            return member(argument)
        case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
            return shortest(argument[2]) * argument[0]
        case sre.ASSERT | sre.ASSERT_NOT:
            return ""
        case _:
            inner = parts(operation, argument)
            return shortest(inner[0]) if inner else ""


def member(items: Any) -> str:
    """A character of a class."""
    pattern = {sre.CATEGORY_WORD: "a", sre.CATEGORY_DIGIT: "1", sre.CATEGORY_SPACE: " ", sre.CATEGORY_NOT_WORD: "-"}
    excluded = any(operation == sre.NEGATE for operation, _ in items)
    if excluded:
        return next(c for c in "a1 -é\x01" if not any(contains(item, c) for item in items))
    for operation, argument in items:
        if operation == sre.LITERAL:
            return chr(argument)
        if operation == sre.RANGE:
            return chr(argument[0])
        if operation == sre.CATEGORY:
            return pattern.get(argument, "a")
    return "a"


def contains(item: Any, character: str) -> bool:
    """Whether one item of a class takes this character."""
    operation, argument = item
    if operation == sre.LITERAL:
        return chr(argument) == character
    if operation == sre.RANGE:
        return bool(argument[0] <= ord(character) <= argument[1])
    if operation == sre.CATEGORY:
        kinds = {
            sre.CATEGORY_WORD: r"\w", sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_SPACE: r"\s",
            sre.CATEGORY_NOT_WORD: r"\W", sre.CATEGORY_NOT_DIGIT: r"\D", sre.CATEGORY_NOT_SPACE: r"\S",
        }  # fmt: skip
        return bool(re.match(kinds[argument], character))
    return False


def steepest(pattern: re.Pattern[str]) -> tuple[float, str]:
    """The worst growth of the work between two lengths, and the text that caused it."""
    worst = (0.0, "")
    for before, unit in sorted(attacks(pattern)):
        for tail in TAILS:
            worst = max(worst, (growth(pattern, before, unit, tail), f"{before!r} {unit!r}* {tail!r}"))
            if worst[0] > STEEPEST:
                return worst
    return worst


def growth(pattern: re.Pattern[str], before: str, unit: str, tail: str) -> float:
    """How many times the work of a small text a text of four times its length takes; 0 for next to nothing."""
    for small, large in SIZES:
        longer = before + unit * (large // len(unit)) + tail
        work = cost(pattern, longer)
        if work > NEGLIGIBLE:
            shorter = before + unit * (small // len(unit)) + tail
            return min(work, cost(pattern, longer)) / max(1e-6, *(cost(pattern, shorter) for _ in range(3)))
    return 0.0


def cost(pattern: re.Pattern[str], text: str) -> float:
    """Seconds of this thread's CPU to find everything in a text."""
    started = time.thread_time()
    for _ in pattern.finditer(text):
        pass
    pattern.match(text)
    return time.thread_time() - started
