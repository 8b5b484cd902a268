"""The table, on the terminal and in docs/reliability.md."""

from collections.abc import Sequence
from pathlib import Path

from tools import pages
from tools.faults.result import Result

COLUMNS = (
    "fault", "injected", "messages", "lost", "duplicated", "AI after take-over", "unknown", "seconds to recover", "ok",
    "note",
)  # fmt: skip


def cells(result: Result) -> tuple[str, ...]:
    """Return a result as the cells of its row."""
    recover = "-" if result.recover_seconds is None else f"{result.recover_seconds:.1f}"
    counts = (
        result.injected,
        result.messages,
        result.lost,
        result.duplicated,
        result.ai_after_takeover,
        result.unknown,
    )
    return (result.fault, *(f"{count:,}" for count in counts), recover, "yes" if result.ok else "NO", result.note)


def table(results: Sequence[Result]) -> str:
    """Return aligned rows under a heading."""
    rows = [COLUMNS, *map(cells, results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def render(page: Path, results: Sequence[Result]) -> None:
    """Write the table into a page.

    Raises:
        SystemExit: the page has no place for it.
    """
    pages.render(page, "tools.faults", pages.markdown(COLUMNS, map(cells, results)))
