"""The goals and their figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from triggers.evaluation.measures import Confusion, area_under_curve, count
from triggers.evaluation.rows import JudgedRow

#: Sets written by customers in live systems, apart from crowd-sourced and generated ones.
_REAL_SOURCES = ("acid", "hint3", "nlupp", "rasa_demo", "watson", "bsbot", "oticon", "barf_bot", "lawbotia", "tweets")
_FLOOR_SOURCES = ("acid", "nlupp", "hint3", "rasa_demo")


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure against its limit; `at_least` tells the direction. Without a row there is nothing to judge."""

    name: str
    figure: float
    limit: float
    at_least: bool
    rows: int

    @property
    def judged(self) -> bool:
        """Whether there was a row to judge by."""
        return self.rows > 0

    @property
    def met(self) -> bool:
        """Whether the goal was judged and its figure is on the right side of the limit."""
        right = self.figure >= self.limit if self.at_least else self.figure <= self.limit
        return self.judged and right

    @property
    def state(self) -> str:
        """What came of it in a word: met, short or no data."""
        if not self.judged:
            return "no data"
        return "met" if self.met else "short"


def counts_of(rows: Iterable[JudgedRow]) -> Confusion:
    """Counts of judged rows."""
    return count((row.label, row.fired) for row in rows)


def measure_goals(judged: dict[str, list[JudgedRow]]) -> list[Goal]:
    """Every goal that the judged sets can answer."""
    makers: dict[str, Callable[[list[JudgedRow]], list[Goal]]] = {
        "explicit": _explicit_goals,
        "cancel": _cancel_goals,
        "frustration": _frustration_goals,
        "sensitive": _sensitive_goals,
        "highvalue": lambda rows: [_f1("high value F1", rows, 0.93)],
        "repeat": _repeat_goals,
    }
    goals = [goal for name, make in makers.items() if name in judged for goal in make(judged[name])]
    spent = [row.microseconds for rows in judged.values() for row in rows]
    usual = float(median(spent)) if spent else 0.0
    return [*goals, Goal("median microseconds a message", usual, 1000, at_least=False, rows=len(spent))]


def _at(rows: Iterable[JudgedRow], key: str, *starts: str) -> list[JudgedRow]:
    return [row for row in rows if str(row.row.get(key) or "").startswith(starts)]


def _f1(name: str, rows: list[JudgedRow], limit: float) -> Goal:
    return Goal(name, counts_of(rows).f1, limit, at_least=True, rows=len(rows))


def _recall(name: str, rows: list[JudgedRow], limit: float) -> Goal:
    return Goal(name, counts_of(rows).recall, limit, at_least=True, rows=sum(row.label == 1 for row in rows))


def _alarms(name: str, rows: list[JudgedRow], limit: float) -> Goal:
    return Goal(name, counts_of(rows).false_alarms, limit, at_least=False, rows=len(rows))


def _explicit_goals(rows: list[JudgedRow]) -> list[Goal]:
    benign = [row for row in rows if row.row.get("benign")]
    other = [row for row in rows if row.row.get("lang") != "en"]
    any_fired = sum(bool(row.any_fired) for row in benign) / max(1, len(benign))
    real = _at(rows, "source", *_REAL_SOURCES)
    return [
        _recall("explicit recall, all", rows, 0.96),
        Goal("explicit precision, all", counts_of(rows).precision, 0.96, at_least=True, rows=len(rows)),
        _alarms("explicit false alarms, benign", benign, 0.0005),
        _alarms("explicit false alarms, hard", [row for row in rows if row.row.get("hard")], 0.01),
        _f1("explicit F1, real customers", real, 0.93),
        _f1("explicit F1, tweets", _at(rows, "source", "tweets"), 0.85),
        *(_recall(f"explicit recall, {source}", _at(rows, "source", source), 0.92) for source in _FLOOR_SOURCES),
        *(_recall(f"explicit recall, {kind}", _at(rows, "kind", kind), 0.90) for kind in ("callback", "manager")),
        _recall("explicit recall, not English", other, 0.95),
        _alarms("explicit false alarms, not English", other, 0.005),
        Goal("any trigger, benign", any_fired, 0.003, at_least=False, rows=len(benign)),
    ]


def _cancel_goals(rows: list[JudgedRow]) -> list[Goal]:
    questions = _at(rows, "kind", "fee", "policy", "status", "refund_status")
    return [
        _f1("cancel F1", rows, 0.95),
        _alarms("cancel false alarms, appointments", _at(rows, "kind", "appointment"), 0.01),
        _alarms("cancel false alarms, fee, policy, status", questions, 0.01),
    ]


def _frustration_goals(rows: list[JudgedRow]) -> list[Goal]:
    airline = _at(rows, "source", "tweets_airline")
    return [
        Goal("frustration precision, airline", counts_of(airline).precision, 0.92, at_least=True, rows=len(airline)),
        _recall("frustration recall, airline", airline, 0.65),
        _f1("frustration F1, EmoContext", _at(rows, "source", "emocontext"), 0.85),
        _f1("frustration F1, task dialogues", _at(rows, "source", "uss_"), 0.28),
    ]


def _sensitive_goals(rows: list[JudgedRow]) -> list[Goal]:
    kinds = sorted({str(row.row["kind"]) for row in rows if row.label == 1 and row.row.get("kind")})
    return [
        *(_recall(f"sensitive recall, {kind}", _at(rows, "kind", kind), 0.90) for kind in kinds),
        _alarms("sensitive false alarms, mention", _at(rows, "kind", "mention"), 0.10),
    ]


def _repeat_goals(rows: list[JudgedRow]) -> list[Goal]:
    positives = [row.score for row in rows if row.label == 1]
    negatives = [row.score for row in rows if row.label == 0]
    return [Goal("repeat AUC", area_under_curve(positives, negatives), 0.80, at_least=True, rows=len(rows))]
