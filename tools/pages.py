"""A measured table in a page of the documentation: as Markdown, between two marks."""

from collections.abc import Iterable, Sequence
from pathlib import Path

END = "<!-- results: end -->"


def begin(tool: str) -> str:
    """Return the mark above the table that `python -m <tool> --render` writes."""
    return f"<!-- results: begin (written by `python -m {tool} --render`) -->"


def markdown(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; a bar within a cell becomes a slash."""
    lines = ["| " + " | ".join(heading) + " |", "|" + "---|" * len(heading)]
    lines += ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def render(page: Path, tool: str, table: str) -> None:
    """Write a table between the page's two marks.

    Raises:
        SystemExit: a mark is missing.
    """
    text, above = page.read_text(encoding="utf-8"), begin(tool)
    if above not in text or END not in text:
        raise SystemExit(f"{page} lacks the marks {above!r} and {END!r}.")
    before, rest = text.split(above, 1)
    page.write_text(f"{before}{above}\n\n{table}\n\n{END}{rest.split(END, 1)[1]}", encoding="utf-8")
