"""Finding the cases: every module of `tools.faults.cases` that defines CASE."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from tools.faults import cases
from tools.faults.context import Context
from tools.faults.result import Result


@dataclass(frozen=True)
class Case:
    """One fault: `run` breaks something and returns one row, or one for each variant (code and variant as its name)."""

    code: str
    title: str
    run: Callable[[Context], Result | Iterator[Result]]


def find_cases() -> list[Case]:
    """Return all cases in the order of their numbers."""
    modules = [
        importlib.import_module(f"{cases.__name__}.{found.name}") for found in pkgutil.iter_modules(cases.__path__)
    ]
    found = [module.CASE for module in modules if hasattr(module, "CASE")]
    return sorted(found, key=_number)


def choose(found: list[Case], wanted: Collection[str]) -> list[Case]:
    """Return the cases with these codes, all when none is named.

    Raises:
        SystemExit: a code is unknown.
    """
    unknown = set(wanted) - {case.code for case in found}
    if unknown:
        raise SystemExit(
            f"There is no {', '.join(sorted(unknown))}; there are {', '.join(case.code for case in found)}."
        )
    return [case for case in found if not wanted or case.code in wanted]


def _number(case: Case) -> tuple[int, str]:
    digits = re.search(r"\d+", case.code)
    return int(digits.group()) if digits else 0, case.code
