"""What one decision was made of, in values that can be stored and compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from conversations.storable import storable_in_place


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that counted: their place in the ORIGINAL text, the text itself, and the phrase that found them."""

    start: int
    end: int
    text: str
    rule: str

    def as_trace(self) -> dict[str, Any]:
        """JSON-able; what no database stores is replaced."""
        text = storable_in_place(self.text)
        return {"start": self.start, "end": self.end, "text": text, "rule": self.rule}


class ScenarioResult(NamedTuple):
    """One scenario's answer, fired or not, with the reason in a few words.

    `evidence`: the words that count; `against`: those that speak against it, each with its exclusion as the rule.
    `stage`: what the score comes from, "patterns" or "meaning"; empty without one. `likely`: by meaning it is not sure
    enough to fire, and likely enough to offer a person.
    """

    key: str
    category: str
    score: float
    threshold: float
    fired: bool
    why: str
    mode: str
    evidence: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()
    stage: str = ""
    likely: bool = False

    def as_trace(self) -> dict[str, Any]:
        """JSON-able, keys in a fixed order."""
        return {
            "key": self.key,
            "category": self.category,
            "score": self.score,
            "threshold": self.threshold,
            "fired": self.fired,
            "why": storable_in_place(self.why),
            "mode": self.mode,
            "evidence": [item.as_trace() for item in self.evidence],
            "against": [item.as_trace() for item in self.against],
            "stage": self.stage,
            "likely": self.likely,
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """The engine's answer for one message. Without a firing, category and scenario are empty, score is the best.

    `offer`: nothing fires, and this live scenario is likely by meaning: a person may be offered; else empty.
    """

    fired: bool
    category: str
    scenario: str
    score: float
    evidence: tuple[Evidence, ...]
    results: tuple[ScenarioResult, ...]
    version: int
    offer: str = ""

    @property
    def shadowed(self) -> tuple[ScenarioResult, ...]:
        """What would have fired, had it been live."""
        return tuple(result for result in self.results if result.fired and result.mode == "shadow")

    def as_trace(self) -> dict[str, Any]:
        """What a Detection stores: the same facts and rules give the same bytes."""
        return {
            "version": self.version,
            "fired": self.fired,
            "category": self.category,
            "scenario": self.scenario,
            "score": self.score,
            "offer": self.offer,
            "evidence": [item.as_trace() for item in self.evidence],
            "results": [result.as_trace() for result in self.results],
        }


def canonical(trace: Mapping[str, Any]) -> bytes:
    """The one form in which two traces are compared: a database that stores JSON may change the order of keys."""
    return json.dumps(trace, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
