"""The goals, the figures per source and kind, and the errors, as text, JSON or a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from triggers.evaluation.goals import Goal, counts_of
from triggers.evaluation.rows import Judged

#: Errors listed per set.
ERRORS = 200


def _slices(rows: list[Judged]) -> Iterator[tuple[str, list[Judged]]]:
    for key in ("source", "lang", "kind"):
        values = sorted({str(row.row.get(key)) for row in rows if row.row.get(key)})
        for value in values if len(values) <= 40 else ():
            yield f"{key} {value}", [row for row in rows if str(row.row.get(key)) == value]


def tables(judged: dict[str, list[Judged]]) -> dict[str, dict[str, dict[str, float]]]:
    """Set -> slice -> precision, recall, F1, false alarms and counts."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for name, rows in judged.items():
        for label, part in _slices(rows):
            counts = counts_of(part)
            found.setdefault(name, {})[label] = {
                "precision": round(counts.precision, 4),
                "recall": round(counts.recall, 4),
                "f1": round(counts.f1, 4),
                "false_alarms": round(counts.false_alarms, 5),
                "positives": counts.tp + counts.fn,
                "negatives": counts.fp + counts.tn,
            }
    return found


def errors(judged: dict[str, list[Judged]]) -> dict[str, list[dict[str, Any]]]:
    """Per set, rows answered against their label."""
    return {
        name: [
            {"id": row.row.get("id"), "kind": "missed" if row.label else "false alarm", "text": row.row["text"][:300]}
            for row in rows
            if row.label >= 0 and row.fired != bool(row.label)
        ][:ERRORS]
        for name, rows in judged.items()
    }


def as_json(goals: list[Goal], judged: dict[str, list[Judged]]) -> str:
    """Everything, for another program."""
    listed = [
        {
            "name": g.name,
            "figure": round(g.figure, 5),
            "limit": g.limit,
            "at_least": g.at_least,
            "rows": g.rows,
            "met": g.met,
        }
        for g in goals
    ]
    return json.dumps({"goals": listed, "tables": tables(judged), "errors": errors(judged)}, indent=1)


def as_text(goals: list[Goal], judged: dict[str, list[Judged]]) -> str:
    """Goals, then the tables, for a terminal."""
    lines = [f"{'met' if g.met else 'SHORT':6}{g.name:46}{_amount(g):>10}  {_limit(g):>10}  n={g.rows}" for g in goals]
    for name, slices in tables(judged).items():
        lines += ["", name]
        for label, row in slices.items():
            lines.append(
                f"  {label[:40]:42}P {row['precision']:.3f}  R {row['recall']:.3f}  F1 {row['f1']:.3f}  "
                f"false alarms {row['false_alarms']:.3%}  ({row['positives']:.0f} + {row['negatives']:.0f})"
            )
    return "\n".join(lines)


def as_html(goals: list[Goal], judged: dict[str, list[Judged]]) -> str:
    """One page without outside resources."""
    rows = "".join(
        f"<tr><td>{'met' if g.met else 'short'}<td>{escape(g.name)}<td>{_amount(g)}<td>{escape(_limit(g))}<td>{g.rows}"
        for g in goals
    )
    parts = "".join(_html_set(name, slices) for name, slices in tables(judged).items())
    listed = "".join(
        f"<h2>{escape(name)}: errors</h2><ul>"
        + "".join(f"<li>{e['kind']}: {escape(e['text'])}" for e in found)
        + "</ul>"
        for name, found in errors(judged).items()
    )
    head = "<!doctype html><meta charset=utf-8><title>Triggers</title><style>td{padding:0 1em}</style>"
    return f"{head}<h1>Goals</h1><table>{rows}</table>{parts}{listed}\n"


def _html_set(name: str, slices: dict[str, dict[str, float]]) -> str:
    body = "".join(
        f"<tr><td>{escape(label)}" + "".join(f"<td>{value:g}" for value in row.values())
        for label, row in slices.items()
    )
    head = "<tr><th>part<th>precision<th>recall<th>F1<th>false alarms<th>positives<th>negatives"
    return f"<h2>{escape(name)}</h2><table>{head}{body}</table>"


def _amount(goal: Goal) -> str:
    return f"{goal.figure:.0f}" if goal.limit > 1 else f"{goal.figure:.4f}"


def _limit(goal: Goal) -> str:
    return f"{'>=' if goal.at_least else '<='} {goal.limit:g}"
