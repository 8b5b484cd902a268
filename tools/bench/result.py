"""What one measurement showed, and the usual ways to judge it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One row of the table: `value` is ours, `raw` the limit taken in the same run, both in `unit`.

    `ratio` is value / raw. `target` is what must hold, in words; empty for a figure that is only shown beside others.
    `note` states sizes and what else is needed to read the figure.
    """

    metric: str
    value: float
    unit: str
    raw: float | None
    ratio: float | None
    target: str
    ok: bool
    note: str = ""

    def as_json(self, number: str) -> str:
        """Return one line of JSON, with the number of the line that measured it."""
        row = {
            "metric": self.metric,
            "value": rounded(self.value),
            "unit": self.unit,
            "raw": rounded(self.raw),
            "ratio": rounded(self.ratio),
            "target": self.target,
            "ok": self.ok,
        }
        return json.dumps(row | {"line": number, "note": self.note}, ensure_ascii=False)


@dataclass(frozen=True)
class Row:
    """A result and the number of its line."""

    number: str
    result: Result

    def as_json(self) -> str:
        """Return one line of JSON."""
        return self.result.as_json(self.number)


def read_rows(text: str) -> list[Row]:
    """Return the rows of JSON lines; of a metric that was measured again only the newest, at its first place."""
    rows: dict[tuple[str, str], Row] = {}
    for line in text.splitlines():
        read = json.loads(line)
        number = read.pop("line")
        rows[number, read["metric"]] = Row(number, Result(**read))
    return list(rows.values())


def at_least_of_raw(metric: str, value: float, unit: str, *, raw: float, share: float, note: str = "") -> Result:
    """Judge a rate (more is better) by its share of the raw limit."""
    ratio = value / raw
    return Result(metric, value, unit, raw, ratio, f">= {share:g} of raw", ratio >= share, note)


def at_most_of_raw(metric: str, value: float, unit: str, *, raw: float, times: float, note: str = "") -> Result:
    """Judge a time (less is better) by how many times the raw limit it is."""
    ratio = value / raw
    return Result(metric, value, unit, raw, ratio, f"<= {times:g} x raw", ratio <= times, note)


def at_most(metric: str, value: float, unit: str, *, limit: float, raw: float | None = None, note: str = "") -> Result:
    """Judge a figure (less is better) by a limit of its own; `raw` is shown beside it."""
    target = f"<= {limit:,g} {unit}".rstrip()
    return Result(metric, value, unit, raw, value / raw if raw else None, target, value <= limit, note)


def shown(metric: str, value: float, unit: str, *, raw: float | None = None, note: str = "") -> Result:
    """A figure without a target: it stands beside those that have one."""
    return Result(metric, value, unit, raw, value / raw if raw else None, "", ok=True, note=note)


def percentile(values: Iterable[float], percent: float) -> float:
    """Return the value that `percent` of 100 do not exceed (nearest rank, so it was really measured).

    Raises:
        ValueError: there are no values.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("There is no percentile of nothing.")
    rank = -(-len(ordered) * percent // 100)  # rounded up
    return ordered[min(max(int(rank), 1), len(ordered)) - 1]


def median(values: Sequence[float]) -> float:
    """Return the middle value, of two in the middle the lower one: again one that was really measured."""
    return percentile(values, 50)


def rounded(value: float | None) -> float | None:
    """Return four significant digits, which is more than such a measurement repeats; None stays None."""
    return None if value is None else float(f"{value:.4g}")
