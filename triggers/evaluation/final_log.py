"""The counted openings of the final part: a table in docs/evaluation.md, one row each, five at the most."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

#: How often the final part may be opened: after each look, what is changed fits it a little better than it should.
MOST_OPENINGS = 5
#: The line above the table, and the table's first cells.
BEGINS = "<!-- openings of the final part: rows are written by `manage.py evaluate_triggers --final` alone -->"
COLUMNS = ("opening", "date", "version", "commit", "messages", "handed over", "explicit", "callback", "emergency")
MORE_COLUMNS = ("reached", "false alarms", "needless offers", "tuning minus final")


class FinalPartError(Exception):
    """The final part stays closed: says why in one sentence."""


def next_opening(log: Path) -> int:
    """Return the number of the opening that may come next, from 1. Raises FinalPartError when none may."""
    opened = len(_rows(_lines(log)))
    if opened >= MOST_OPENINGS:
        raise FinalPartError(f"The final part was opened {opened} times: it stays closed.")
    return opened + 1


def log_opening(log: Path, cells: Sequence[str]) -> None:
    """Write one row, its number first; `cells` are those of all columns but the first. Raises FinalPartError."""
    number = next_opening(log)
    lines = _lines(log)
    place = lines.index(BEGINS) + 1
    table = [_row((*COLUMNS, *MORE_COLUMNS)), "|" + "---|" * len((*COLUMNS, *MORE_COLUMNS))]
    rows = [*_rows(lines), _row((str(number), *cells))]
    after = lines[place:]
    while after and (after[0].startswith("|") or not after[0].strip()):
        after.pop(0)
    log.write_text("\n".join([*lines[:place], "", *table, *rows, "", *after]).rstrip("\n") + "\n", encoding="utf-8")


def _lines(log: Path) -> list[str]:
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    if lines.count(BEGINS) != 1:
        raise FinalPartError(f"{log.name} has no table to count openings in.")
    return lines


def _rows(lines: Sequence[str]) -> list[str]:
    """Return the rows that stand below the marker, without the head of the table."""
    after = lines[lines.index(BEGINS) + 1 :]
    table: list[str] = []
    for line in after:
        if line.startswith("|"):
            table.append(line)
        elif table:
            break
    return table[2:]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
