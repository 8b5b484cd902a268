"""Finding the lines: every module of `tools.bench.lines` that defines LINE."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from tools.bench import lines
from tools.bench.context import Context
from tools.bench.result import Result


@dataclass(frozen=True)
class Line:
    """One line of the bench: `measure` yields a result as soon as it has one."""

    number: str
    title: str
    measure: Callable[[Context], Iterator[Result]]


def find_lines() -> list[Line]:
    """Return all lines in the order of their numbers."""
    modules = [
        importlib.import_module(f"{lines.__name__}.{found.name}") for found in pkgutil.iter_modules(lines.__path__)
    ]
    return sorted((module.LINE for module in modules if hasattr(module, "LINE")), key=_order)


def choose(found: Sequence[Line], wanted: Collection[str]) -> list[Line]:
    """Return the lines with these numbers, all when none is named.

    Raises:
        SystemExit: a number is unknown.
    """
    unknown = set(wanted) - {line.number for line in found}
    if unknown:
        there_are = ", ".join(line.number for line in found)
        raise SystemExit(f"There is no line {', '.join(sorted(unknown))}; there are {there_are}.")
    return [line for line in found if not wanted or line.number in wanted]


def _order(line: Line) -> tuple[int, str]:
    digits = re.match(r"\d+", line.number)
    return int(digits.group()) if digits else 0, line.number
