"""The table, on the terminal and in docs/performance.md."""

from collections.abc import Sequence
from pathlib import Path

from tools import pages
from tools.bench.result import Row

COLUMNS = ("#", "what", "raw", "ours", "ratio", "target", "ok")


def cells(row: Row) -> tuple[str, ...]:
    """Return a result as the cells of its row."""
    result = row.result
    raw = "-" if result.raw is None else figure(result.raw, result.unit)
    ratio = "-" if result.ratio is None else f"{result.ratio:.2f}"
    judged = ("yes" if result.ok else "NO") if result.target else ("-" if result.ok else "NO")
    return (row.number, result.metric, raw, figure(result.value, result.unit), ratio, result.target or "-", judged)


def figure(value: float, unit: str) -> str:
    """Return a number with as many digits as mean something, and its unit."""
    digits = 0 if value == int(value) or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {unit}".rstrip()


def table(rows: Sequence[Row]) -> str:
    """Return aligned rows under a heading, each note in the line below its row."""
    listed = [COLUMNS, *map(cells, rows)]
    widths = [max(len(row[column]) for row in listed) for column in range(len(COLUMNS))]
    texts = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in listed]
    notes = ["", *(row.result.note for row in rows)]
    indent = " " * (widths[0] + 4)
    return "\n".join(f"{text}\n{indent}{note}" if note else text for text, note in zip(texts, notes, strict=True))


def render(page: Path, rows: Sequence[Row]) -> None:
    """Write the table into a page, the notes in a column of their own.

    Raises:
        SystemExit: the page has no place for it.
    """
    listed = [(*cells(row), row.result.note) for row in rows]
    pages.render(page, "tools.bench", pages.markdown((*COLUMNS, "note"), listed))


def last_line(rows: Sequence[Row], seconds: float) -> str:
    """Return how many targets hold, and how long it took."""
    judged = [row for row in rows if row.result.target or not row.result.ok]
    missed = [row for row in judged if not row.result.ok]
    return f"{len(judged) - len(missed)} of {len(judged)} targets hold; {seconds:.0f} s"
