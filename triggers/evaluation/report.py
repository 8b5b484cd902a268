"""The goals, the figures per source and kind, the errors, and what each part and phrase is worth: JSON and text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from triggers.evaluation.ablation import NOTICEABLE, AblatedGoal
from triggers.evaluation.goals import Goal, counts_of
from triggers.evaluation.rows import JudgedRow
from triggers.evaluation.support import Support

#: Errors listed per set, way and kind.
ERRORS = 60
#: Values of a field from which it makes no table.
SLICES = 40
SHOWN = 300

Judgements = dict[str, list[JudgedRow]]


def _slices(rows: list[JudgedRow]) -> Iterator[tuple[str, list[JudgedRow]]]:
    for key in ("source", "lang", "kind"):
        values = sorted({str(row.row.get(key)) for row in rows if row.row.get(key)})
        for value in values if len(values) <= SLICES else ():
            yield f"{key} {value}", [row for row in rows if str(row.row.get(key)) == value]


def tables(judged: Judgements) -> dict[str, dict[str, dict[str, float]]]:
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


def errors(judged: Judgements) -> dict[str, dict[str, dict[str, Any]]]:
    """Set -> "missed" or "false alarm" with the row's kind -> how many, and the first of them for reading."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for name, rows in judged.items():
        groups: dict[str, dict[str, Any]] = {}
        for row in rows:
            if row.label < 0 or row.fired == bool(row.label):
                continue
            kind = row.row.get("kind") or row.row.get("source") or ""
            group = groups.setdefault(f"{'missed' if row.label else 'false alarm'}: {kind}", {"count": 0, "rows": []})
            group["count"] += 1
            if len(group["rows"]) < ERRORS:
                group["rows"].append(_error(row))
        found[name] = dict(sorted(groups.items(), key=lambda item: (-item[1]["count"], item[0])))
    return found


def _error(row: JudgedRow) -> dict[str, Any]:
    """One wrong answer as it is read: the words before it too, where there are any."""
    before = [f"{turn.get('role')}: {turn.get('text', '')[:SHOWN]}" for turn in row.row.get("context") or ()]
    return {
        "id": row.row.get("id"),
        "source": row.row.get("source", ""),
        "text": row.row["text"][:SHOWN],
        "before": before[-3:],
        "score": row.score,
    }


def _goal(goal: Goal) -> dict[str, Any]:
    """A goal for another program; one that no row judges has neither figure nor answer."""
    return {
        "name": goal.name,
        "figure": round(goal.figure, 5) if goal.judged else None,
        "limit": goal.limit,
        "at_least": goal.at_least,
        "rows": goal.rows,
        "met": goal.met if goal.judged else None,
        "state": goal.state,
    }


def as_json(goals: Sequence[Goal], judged: Judgements) -> str:
    """Everything, for another program."""
    content = {"goals": [_goal(goal) for goal in goals], "tables": tables(judged), "errors": errors(judged)}
    return json.dumps(content, indent=1)


def as_text(goals: Sequence[Goal], judged: Judgements) -> str:
    """Goals, the tables, and how many errors of each kind, for a terminal."""
    lines = [goals_line(goals), *map(goal_line, goals)]
    for name, slices in tables(judged).items():
        lines += ["", name]
        for label, row in slices.items():
            lines.append(
                f"  {label[:40]:42}P {row['precision']:.3f}  R {row['recall']:.3f}  F1 {row['f1']:.3f}  "
                f"false alarms {row['false_alarms']:.3%}  ({row['positives']:.0f} + {row['negatives']:.0f})"
            )
    for name, groups in errors(judged).items():
        lines += ["", f"{name}: errors"]
        for label, group in groups.items():
            lines.append(f"  {group['count']:5} {label}")
            lines += [f"        {' '.join(error['text'].split())[:110]}" for error in group["rows"][:3]]
    return "\n".join(lines)


def goals_line(goals: Sequence[Goal]) -> str:
    """How many of the judged goals are met, and how many could not be judged."""
    judged = [goal for goal in goals if goal.judged]
    said = f"{sum(goal.met for goal in judged)} of {len(judged)} goals met"
    unjudged = len(goals) - len(judged)
    return f"{said}, {unjudged} without data" if unjudged else said


def goal_line(goal: Goal) -> str:
    """One goal with its figure and its limit."""
    state = goal.state.upper() if goal.state == "short" else goal.state
    return f"{state:9}{goal.name:46}{amount(goal):>10}  {limit(goal):>10}  n={goal.rows}"


def amount(goal: Goal) -> str:
    """The figure as it is read; a dash where no row makes one."""
    if not goal.judged:
        return "–"
    return f"{goal.figure:.0f}" if goal.limit > 1 else f"{goal.figure:.4f}"


def limit(goal: Goal) -> str:
    """The limit as it is read."""
    return f"{'>=' if goal.at_least else '<='} {goal.limit:g}"


def noticeable(shares: Iterable[AblatedGoal]) -> dict[str, list[AblatedGoal]]:
    """Per part, the goals that move without it, the most first; a part that moves none has an empty list."""
    found: dict[str, list[AblatedGoal]] = {}
    for share in shares:
        moved = found.setdefault(share.part, [])
        if abs(share.change) >= NOTICEABLE:
            moved.append(share)
    return {part: sorted(moved, key=lambda share: -abs(share.change)) for part, moved in found.items()}


def ablation_json(goals: Sequence[Goal], shares: Sequence[AblatedGoal]) -> str:
    """The goals and every share."""
    return json.dumps(
        {"goals": [_goal(goal) for goal in goals], "shares": [asdict(share) for share in shares]}, indent=1
    )


def ablation_text(goals: Sequence[Goal], shares: Sequence[AblatedGoal]) -> str:
    """Per part, the goals that get worse (-) or better (+) without it."""
    whole = {goal.name: goal.figure for goal in goals}
    lines = [goals_line(goals)]
    for part, moved in noticeable(shares).items():
        lines += ["", f"without {part}" + ("" if moved else ": no goal moves")]
        for share in moved:
            lines.append(
                f"  {'worse' if share.change > 0 else 'BETTER':7}{share.goal:46}"
                f"{whole[share.goal]:.4f} -> {share.figure:.4f}  ({abs(share.change):.4f})"
            )
    return "\n".join(lines)


def support_json(support: Sequence[Support]) -> str:
    """Every phrase with its counts."""
    return json.dumps([asdict(each) | {"verdict": each.verdict} for each in support], indent=1, ensure_ascii=False)


def support_text(support: Sequence[Support]) -> str:
    """Per scenario the counts of each verdict, then the phrases that no row or a single row needs, or that do harm."""
    lines = []
    for key in dict.fromkeys(each.scenario for each in support):
        mine = [each for each in support if each.scenario == key]
        counts = Counter(each.verdict or "needed by several rows" for each in mine)
        lines += [
            "",
            f"{key}: {len(mine)} phrases; " + ", ".join(f"{n} {verdict}" for verdict, n in counts.most_common()),
        ]
        for each in sorted(mine, key=lambda each: (each.verdict, each.is_exclusion)):
            harm = f", harms {each.harmful}" if each.harmful > each.needed else ""
            if each.verdict or harm:
                kind = "exclusion" if each.is_exclusion else "phrase"
                counted = f"found {each.found}, alone {each.alone}, needed {each.needed}{harm}"
                lines.append(
                    f"  {each.verdict or 'harmful':18}{kind:10}{each.language or 'any':4}{counted:42}{each.phrase}"
                )
    return "\n".join(lines).lstrip("\n")
