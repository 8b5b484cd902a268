"""Which circumstances take words of a scenario away: by its category, or as its setting "heeds" says."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from triggers.matching import PhraseMatch, ScenarioRule, TextReading
from triggers.matching.circumstances import CIRCUMSTANCES, find_shade

#: What is told of others is no request; harm to others is harm all the same, and a denial may be half of it.
_BY_CATEGORY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "explicit_request": ("negated", "past", "supposed", "others", "mentioned"),
        "cancellation": ("negated", "past", "supposed", "others", "mentioned"),
        "sensitive": ("past", "supposed", "mentioned", "settled"),
    }
)
#: How a reason names each.
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "negated": "denies it",
        "past": "speaks of the past",
        "supposed": "only supposes it",
        "others": "tells of somebody else",
        "mentioned": "only mentions it",
        "settled": "says that it is over",
    }
)


def heeded(rule: ScenarioRule) -> tuple[str, ...]:
    """The circumstances that a scenario heeds; an unknown name in its settings is none."""
    own = rule.settings.get("heeds")
    if isinstance(own, list | tuple):
        return tuple(name for name in own if name in CIRCUMSTANCES)
    return _BY_CATEGORY.get(rule.category, ())


def shade_of(reading: TextReading, match: PhraseMatch, rule: ScenarioRule) -> PhraseMatch | None:
    """The words that take this match of the scenario away; None when nothing does."""
    return find_shade(reading, match, heeded(rule))


def say_shade(shade: PhraseMatch) -> str:
    """What the words do, for a reason: "denies it"."""
    return _WORDS[shade.phrase.owner.lstrip("@").partition(".")[0]]
