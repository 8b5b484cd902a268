"""The reports as one page without outside resources, light and dark, readable on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from triggers.evaluation.ablation import AblatedGoal
from triggers.evaluation.goals import Goal
from triggers.evaluation.report import Judgements, amount, errors, goals_line, limit, noticeable, tables
from triggers.evaluation.support import Support

_STYLE = Path(__file__).with_name("page.css")
_COLUMNS = ("precision", "recall", "F1", "false alarms", "positives", "negatives")


def as_html(goals: Sequence[Goal], judged: Judgements) -> str:
    """The goals, the tables, and the errors by kind for reading."""
    found = tables(judged)
    wrong = errors(judged)
    links = "".join(f'<a href="#{name}">{escape(name)}</a>' for name in found)
    parts = [f"<nav>{links}</nav>", _goals(goals)]
    for name, slices in found.items():
        rows = [[label, *_figures(row)] for label, row in slices.items()]
        parts.append(f'<h2 id="{name}">{escape(name)}</h2>')
        parts.append(_table(("part", *_COLUMNS), rows))
        parts += [_errors(label, group) for label, group in wrong.get(name, {}).items()]
    return _page("Trigger evaluation", parts)


def ablation_html(goals: Sequence[Goal], shares: Sequence[AblatedGoal]) -> str:
    """Per part, the goals that move without it."""
    whole = {goal.name: goal.figure for goal in goals}
    parts = ["<p>Each table: the goals measured again with one part switched off.</p>"]
    for part, moved in noticeable(shares).items():
        parts.append(f"<h2>Without {escape(part)}</h2>")
        rows = [
            [_badge(share.change < 0, "better", "worse"), share.goal, f"{whole[share.goal]:.4f}", f"{share.figure:.4f}"]
            for share in moved
        ]
        columns = ("without it", "goal", "with", "without")
        parts.append(_table(columns, rows, words=2) if rows else "<p>No goal moves.</p>")
    return _page("What each part is worth", [*parts, _goals(goals)])


def support_html(support: Sequence[Support]) -> str:
    """Per scenario the phrases that no row or a single row needs."""
    parts = []
    for key in dict.fromkeys(each.scenario for each in support):
        mine = [each for each in support if each.scenario == key]
        weak = [each for each in mine if each.verdict or each.harmful > each.needed]
        parts.append(f"<h2>{escape(key)}</h2><p>{len(weak)} of {len(mine)} phrases.</p>")
        rows = [
            [
                each.phrase,
                "exclusion" if each.is_exclusion else "phrase",
                each.language or "any",
                each.verdict or "harmful",
                *map(str, (each.found, each.alone, each.needed, each.harmful)),
            ]
            for each in sorted(weak, key=lambda each: each.verdict)
        ]
        parts.append(
            _table(("pattern", "kind", "language", "verdict", "found", "alone", "needed", "harmful"), rows, words=4)
        )
    return _page("What each phrase is worth", parts)


def _goals(goals: Sequence[Goal]) -> str:
    rows = [[_state(goal), goal.name, amount(goal), limit(goal), str(goal.rows)] for goal in goals]
    return f"<h2>Goals: {goals_line(goals)}</h2>" + _table(("state", "goal", "figure", "limit", "rows"), rows, words=2)


def _state(goal: Goal) -> str:
    return _badge(goal.met, "met", "short") if goal.judged else goal.state


def _figures(row: dict[str, float]) -> list[str]:
    """The figures as they are read; one that no row supports is a dash."""
    precision, recall, f1, false_alarms, positives, negatives = row.values()
    found = [f"{each:.3f}" if positives else "–" for each in (precision, recall, f1)]
    return [*found, f"{false_alarms:.2%}" if negatives else "–", f"{positives:g}", f"{negatives:g}"]


class _Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def _badge(good: bool, yes: str, no: str) -> str:
    return _Html(f'<span class="{"good" if good else "bad"}">{yes if good else no}</span>')


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> str:
    """A table; the first `words` columns hold words, the others numbers. Cells are escaped."""
    head = "".join(
        f'<th scope="col"{" class=number" if at >= words else ""}>{escape(column)}</th>'
        for at, column in enumerate(columns)
    )
    body = "".join(
        f"<tr>{''.join(_cell(cell, number=at >= words) for at, cell in enumerate(row))}</tr>" for row in rows
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _cell(content: str, *, number: bool) -> str:
    text = content if isinstance(content, _Html) else escape(content)
    return f'<td class="number">{text}</td>' if number else f"<td>{text}</td>"


def _errors(label: str, group: dict[str, object]) -> str:
    rows = group["rows"]
    items = "".join(map(_error, rows if isinstance(rows, list) else []))
    return f"<details><summary>{escape(label)} ({group['count']})</summary><ol>{items}</ol></details>"


def _error(error: dict[str, object]) -> str:
    before = error["before"]
    turns = "".join(f"<p>{escape(turn)}</p>" for turn in (before if isinstance(before, list) else []))
    place = f"<small>{escape(str(error['source']))} {escape(str(error['id']))}, score {error['score']}</small>"
    return f'<li>{turns}<p dir="auto"><strong>{escape(str(error["text"]))}</strong> {place}</p></li>'


def _page(title: str, parts: Iterable[str]) -> str:
    style = _STYLE.read_text(encoding="utf-8")
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>\n{style}</style></head>"
    )
    return f"{head}\n<body><main><h1>{escape(title)}</h1>\n" + "\n".join(parts) + "\n</main></body></html>\n"
