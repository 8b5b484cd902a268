"""What one fault showed."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Result:
    """One row of the table.

    `injected` counts the times that something was broken, `messages` what customers sent (and the desk acknowledged).
    `recover_seconds` is the longest time from the end of a fault until everything was settled; None where nothing has
    to recover. `note` says in a few words what else was looked at, or why `ok` is false.
    """

    fault: str
    injected: int
    messages: int
    lost: int
    duplicated: int
    ai_after_takeover: int
    unknown: int
    recover_seconds: float | None
    ok: bool
    note: str = ""

    def as_json(self) -> str:
        """Return the row as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def read_results(text: str) -> list[Result]:
    """Return the results of JSON lines, the newest of each fault, in the order of their first appearance."""
    rows: dict[str, Result] = {}
    for line in text.splitlines():
        result = Result(**json.loads(line))
        rows[result.fault] = result
    return list(rows.values())
