"""Labelled rows from a folder of *.jsonl.gz files, each judged once."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter_ns
from typing import Any

from triggers.engine import Decision, decide
from triggers.judging import facts_of
from triggers.matching import Ruleset

#: Files and the category whose answer their label asks for.
SETS = {
    "explicit": "explicit_request",
    "cancel": "cancellation",
    "sensitive": "sensitive",
    "highvalue": "high_value",
    "frustration": "frustration",
    "repeat": "repetition",
}

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Judged:
    """One row with the engine's answer. `any_fired` names the categories that fired at all."""

    row: dict[str, Any]
    fired: bool
    score: float
    any_fired: tuple[str, ...]
    microseconds: int

    @property
    def label(self) -> int:
        """1 positive, 0 negative, -1 not to be scored."""
        return int(self.row["label"])


def judge_folder(
    folder: Path, ruleset: Ruleset, progress: Progress, sets: tuple[str, ...] = ()
) -> dict[str, list[Judged]]:
    """Judge every set found in the folder. Raises FileNotFoundError when none is there."""
    found = {name: folder / f"{name}.jsonl.gz" for name in SETS if not sets or name in sets}
    found = {name: path for name, path in found.items() if path.exists()}
    if not found:
        raise FileNotFoundError(f"no set of {', '.join(SETS)} in {folder}")
    return {name: list(_judge_file(name, path, ruleset, progress)) for name, path in found.items()}


def _judge_file(name: str, path: Path, ruleset: Ruleset, progress: Progress) -> Iterator[Judged]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            row = json.loads(line)
            if name == "repeat":
                row |= {"text": row["b"], "context": [{"role": "user", "text": row["a"]}]}
            yield _judge(row, SETS[name], ruleset)
            if number % 500 == 0:
                progress(name, number)


def _judge(row: dict[str, Any], category: str, ruleset: Ruleset) -> Judged:
    facts = facts_of(row)
    started = perf_counter_ns()
    decision = decide(ruleset, facts)
    spent = (perf_counter_ns() - started) // 1_000
    fired, score = category_answer(decision, category)
    live = tuple(sorted({r.category for r in decision.results if r.fired and r.mode == "live"}))
    return Judged(row, fired, score, live, spent)


def category_answer(decision: Decision, category: str) -> tuple[bool, float]:
    """Whether a live scenario of the category fired, and its best score."""
    mine = [result for result in decision.results if result.category == category]
    fired = any(result.fired and result.mode == "live" for result in mine)
    return fired, max((result.score for result in mine), default=0.0)
