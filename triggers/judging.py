"""Messages in, decisions out, one JSON object per line: the stream behind `manage.py detect`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from time import perf_counter_ns
from typing import Any

from conversations.lengths import LONGEST_READ
from triggers.engine import Decision, decide
from triggers.facts import Facts, Turn
from triggers.matching import Ruleset, compile_rules
from triggers.presets import load_preset

#: Characters of one message that the engine reads, as the desk's intake cuts it.


@cache
def shipped_ruleset() -> Ruleset:
    """The general preset, compiled once; needs no database."""
    return compile_rules(load_preset("general").rules)


def judge_lines(lines: Iterable[str], ruleset: Ruleset) -> Iterator[dict[str, Any]]:
    """One answer per line, in order. A line that cannot be read gives {"error", "line"} with its number from 1."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row: Any = None
        try:
            row = json.loads(line)
            facts = facts_of(row)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            known = {"id": row["id"]} if isinstance(row, dict) and "id" in row else {}
            yield known | {"error": str(error) or type(error).__name__, "line": number}
            continue
        started = perf_counter_ns()
        decision = decide(ruleset, facts)
        yield answer(row.get("id"), decision, (perf_counter_ns() - started) // 1_000)


def facts_of(row: Any) -> Facts:
    """The facts of {"text", "lang"?, "context"?}. Raises TypeError or ValueError for any other row."""
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise TypeError('a row is an object with a "text"')
    if not isinstance(row.get("context") or [], list):
        raise TypeError('"context" is a list of {"role", "text"}')
    turns = tuple(_turn(item) for item in row.get("context") or ())
    return Facts(text=row["text"][:LONGEST_READ], lang=str(row.get("lang") or ""), context=turns)


def _turn(item: dict[str, Any]) -> Turn:
    role = item["role"]
    if role not in ("user", "bot", "agent"):
        raise ValueError(f'a turn\'s role is "user", "bot" or "agent", not {role!r}')
    return Turn(role, str(item["text"])[:LONGEST_READ])


def answer(row_id: Any, decision: Decision, microseconds: int) -> dict[str, Any]:
    """The wire form of one decision; `categories` holds the best score of each category."""
    categories: dict[str, dict[str, Any]] = {}
    for result in decision.results:
        best = categories.setdefault(result.category, {"fired": False, "score": 0.0})
        best["fired"] = best["fired"] or (result.fired and result.mode == "live")
        best["score"] = max(best["score"], result.score)
    return {
        "id": row_id,
        "fired": decision.fired,
        "category": decision.category,
        "scenario": decision.scenario,
        "score": decision.score,
        "categories": categories,
        "evidence": [item.as_trace() for item in decision.evidence],
        "microseconds": microseconds,
    }
