"""What a back-test's findings come to: counted once, at its end. Numbers and names of scenarios, no words."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from triggers.backtesting.week import quarter_of
from triggers.enums import Side
from triggers.models import Backtest
from triggers.services.snapshots import snapshot_of

CHUNK = 2_000


def summarise(backtest: Backtest) -> dict[str, Any]:
    """Return the counts of a finished back-test: `handoffs`, `scenarios` and `quarters` (of UTC, handoffs of each)."""
    acting: dict[str, dict[Any, str]] = {side: {} for side in Side.values}
    fires: dict[str, Counter[str]] = {side: Counter() for side in Side.values}
    quarters: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    rows = backtest.findings.order_by().values_list("side", "message_id", "scenario_key", "acts", "message__created_at")
    for side, message_id, key, acts, at in rows.iterator(chunk_size=CHUNK):
        fires[side][key] += 1
        if acts:
            acting[side][message_id] = key
            quarters[quarter_of(at)][side == Side.DRAFT] += 1
    before, after = acting[Side.PUBLISHED], acting[Side.DRAFT]
    return {
        "handoffs": {
            "published": len(before),
            "draft": len(after),
            "gained": len(after.keys() - before.keys()),
            "lost": len(before.keys() - after.keys()),
        },
        "scenarios": _scenarios(backtest, fires, before, after),
        "quarters": {str(quarter): counts for quarter, counts in sorted(quarters.items())},
    }


def _scenarios(
    backtest: Backtest, fires: Mapping[str, Counter[str]], before: Mapping[Any, str], after: Mapping[Any, str]
) -> list[dict[str, Any]]:
    """Return a row for each scenario of either side that is on or fired, those that change most first."""
    sides = {Side.PUBLISHED: list(snapshot_of(backtest.version).scenarios), Side.DRAFT: backtest.snapshot}
    known = {side: {frozen["key"]: frozen for frozen in scenarios} for side, scenarios in sides.items()}
    acts = {Side.PUBLISHED: Counter(before.values()), Side.DRAFT: Counter(after.values())}
    gained = Counter(key for message, key in after.items() if before.get(message) != key)
    lost = Counter(key for message, key in before.items() if after.get(message) != key)
    rows = []
    for key in sorted({key for scenarios in known.values() for key in scenarios}):
        here = {side: scenarios.get(key) for side, scenarios in known.items()}
        row: dict[str, Any] = {"key": key, "gained": gained[key], "lost": lost[key]}
        for side, frozen in here.items():
            mode = frozen["mode"] if frozen else ""
            row[side.value] = {"mode": mode, "fires": fires[side][key], "acts": acts[side][key]}
        newest = here[Side.DRAFT] or here[Side.PUBLISHED]
        rows.append(row | {"name": newest["name"] if newest else key})
    return sorted(rows, key=lambda row: (-(row["gained"] + row["lost"]), -row["draft"]["fires"], row["name"]))
