"""Cells of exported tables: what somebody wrote is never a formula to the program that opens the file."""

from collections.abc import Iterable
from typing import Any

#: How a cell begins that Excel, LibreOffice or Google Sheets would compute (OWASP, "CSV injection"), the wide forms
#: included, and one that was made safe before: else bringing it back would take one apostrophe too many.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


def guard_cell(value: Any) -> Any:
    """Return a cell that is shown as it was written: a text that would be computed gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and _is_computed(value) else value


def bare_cell(value: Any) -> Any:
    """Return what `guard_cell` was given; a text that needs no apostrophe keeps its own."""
    return value[1:] if isinstance(value, str) and value.startswith("'") and _is_computed(value) else value


def guard_rows(rows: Iterable[Iterable[Any]]) -> list[list[Any]]:
    """Return rows whose cells may be written to a file."""
    return [[guard_cell(cell) for cell in row] for row in rows]


def bare_rows(rows: Iterable[Iterable[Any]]) -> list[list[Any]]:
    """Return rows as they were before they were written to a file."""
    return [[bare_cell(cell) for cell in row] for row in rows]


def _is_computed(text: str) -> bool:
    return bool(begins := text.lstrip("'")[:1]) and begins in _FORMULA
