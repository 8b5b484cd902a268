"""Labelled rows from a folder of *.jsonl.gz files, each judged once."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter_ns
from typing import Any, BinaryIO

from triggers.engine import Decision, decide
from triggers.facts import Facts
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

#: What is being judged, and the share of all rows that is done, from 0 to 1.
Progress = Callable[[str, float], None]
#: Changes one row's facts before they are judged (see `ablation`).
Prepare = Callable[[Facts], Facts]


class UnreadableRowError(ValueError):
    """A file or a line that cannot be read: names both and says why in one sentence."""


@dataclass(frozen=True, slots=True)
class JudgedRow:
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


@dataclass(frozen=True, slots=True)
class Folder:
    """The sets found in a folder of *.jsonl.gz files."""

    paths: dict[str, Path]

    @property
    def size(self) -> int:
        """Bytes of all files, packed: what progress is counted by."""
        return sum(path.stat().st_size for path in self.paths.values())


def find_sets(folder: Path, sets: Sequence[str] = (), *, small: bool = False) -> Folder:
    """Find the sets to judge; `small` prefers the thinner `<set>_small` of a set where there is one.

    Raises FileNotFoundError when none is there.
    """
    found: dict[str, Path] = {}
    for name in SETS:
        names = (f"{name}_small", name) if small else (name,)
        paths = [path for each in names if (path := folder / f"{each}.jsonl.gz").exists()]
        if paths and (not sets or name in sets):
            found[name] = paths[0]
    if not found:
        raise FileNotFoundError(f"no set of {', '.join(sets or SETS)} in {folder}")
    return Folder(found)


def judge_folder(
    folder: Folder, ruleset: Ruleset, progress: Progress, prepare: Prepare | None = None
) -> dict[str, list[JudgedRow]]:
    """Judge every row of every set."""
    judged: dict[str, list[JudgedRow]] = {name: [] for name in folder.paths}
    for name, row, facts in read_rows(folder, progress):
        judged[name].append(_judge(row, prepare(facts) if prepare else facts, SETS[name], ruleset))
    return judged


def read_rows(folder: Folder, progress: Progress) -> Iterator[tuple[str, dict[str, Any], Facts]]:
    """Yield every row of every set: name of the set, the row, its facts. Raises UnreadableRowError."""
    before, size = 0, max(1, folder.size)
    for name, path in folder.paths.items():
        with path.open("rb") as packed:
            for number, line in enumerate(_read_lines(path, packed)):
                row, facts = _read_row(path, number + 1, line, repeat=name == "repeat")
                yield name, row, facts
                if number % 200 == 0:
                    progress(name, (before + packed.tell()) / size)
        before += path.stat().st_size
        progress(name, before / size)


def _read_lines(path: Path, packed: BinaryIO) -> Iterator[bytes]:
    number = 0
    try:
        with gzip.open(packed) as lines:
            for line in lines:
                number += 1
                yield line
    except gzip.BadGzipFile as error:
        raise UnreadableRowError(f"{path}, line {number + 1}: This file is not a gzip file.") from error
    except (EOFError, zlib.error) as error:
        raise UnreadableRowError(f"{path}, line {number + 1}: This gzip file is cut off or damaged.") from error


def _read_row(path: Path, number: int, line: bytes, *, repeat: bool) -> tuple[dict[str, Any], Facts]:
    """Return a row and its facts; a row of a pair has its words in a and b."""
    try:
        row = json.loads(line.decode())
        if repeat:
            row |= {"text": row["b"], "context": [{"role": "user", "text": row["a"]}]}
        int(row["label"])
        return row, facts_of(row)
    except UnicodeDecodeError as error:
        raise UnreadableRowError(f"{path}, line {number}: This line is not UTF-8.") from error
    except json.JSONDecodeError as error:
        raise UnreadableRowError(f"{path}, line {number}: This line is not JSON.") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        wanted = "a, b and label" if repeat else "text and label"
        raise UnreadableRowError(f"{path}, line {number}: This line is not a row with {wanted}.") from error


def _judge(row: dict[str, Any], facts: Facts, category: str, ruleset: Ruleset) -> JudgedRow:
    started = perf_counter_ns()
    decision = decide(ruleset, facts)
    spent = (perf_counter_ns() - started) // 1_000
    fired, score = category_answer(decision, category)
    live = tuple(sorted({r.category for r in decision.results if r.fired and r.mode == "live"}))
    return JudgedRow(row, fired, score, live, spent)


def category_answer(decision: Decision, category: str) -> tuple[bool, float]:
    """Whether a live scenario of the category fired, and its best score."""
    mine = [result for result in decision.results if result.category == category]
    fired = any(result.fired and result.mode == "live" for result in mine)
    return fired, max((result.score for result in mine), default=0.0)
