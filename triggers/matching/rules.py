"""The rules as an admin wrote them, before they are compiled: scenarios, phrases, word groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

#: Every category, in the order in which traces and reports list them.
CATEGORIES: tuple[str, ...] = (
    "explicit_request",
    "sensitive",
    "cancellation",
    "frustration",
    "failed_attempts",
    "repetition",
    "low_confidence",
    "information_gap",
    "high_value",
    "lead_class",
    "complex_request",
    "out_of_scope",
    "vip",
    "business_rule",
)

#: How much one matched phrase says. Scores of different phrases add up as independent signs.
STRENGTHS: Mapping[str, float] = MappingProxyType({"strong": 0.9, "medium": 0.6, "hint": 0.35})

#: The score that a scenario must reach, by its sensitivity.
THRESHOLDS: Mapping[str, float] = MappingProxyType({"strict": 0.85, "balanced": 0.7, "eager": 0.5})

_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """One pattern of a scenario; `lang` is a language code or "" for any.

    A text that begins with "~" is a sign that needs a second one, with "~~" a faint hint.
    """

    text: str
    lang: str = ""

    @property
    def strength(self) -> str:
        """A key of `STRENGTHS`, read from the text's beginning."""
        if self.text.startswith("~~"):
            return "hint"
        return "medium" if self.text.startswith("~") else "strong"

    @property
    def pattern(self) -> str:
        """The text without the mark of its strength."""
        return self.text.lstrip("~")


@dataclass(frozen=True, slots=True)
class ScenarioRule:
    """One scenario: when it fires and how it ranks. What happens then is the caller's matter.

    `mode` is live, shadow or off. `threshold` overrides the one of `sensitivity`. `settings` holds the numbers that a
    signal reads, for example {"amount": 5000, "tags": ["vip"], "attempts": 2, "confidence": 0.45}.
    """

    key: str
    name: str
    category: str
    phrases: tuple[str | PhraseRule, ...] = ()
    exclusions: tuple[str | PhraseRule, ...] = ()
    sensitivity: str = "balanced"
    priority: int = 0
    mode: str = "live"
    threshold: float | None = None
    settings: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)

    @property
    def effective_threshold(self) -> float:
        """The score from which this scenario fires."""
        if self.threshold is not None:
            return self.threshold
        return THRESHOLDS.get(self.sensitivity, THRESHOLDS["balanced"])


def as_phrase(phrase: str | PhraseRule) -> PhraseRule:
    """Give a bare text the default language and strength."""
    return phrase if isinstance(phrase, PhraseRule) else PhraseRule(phrase)
