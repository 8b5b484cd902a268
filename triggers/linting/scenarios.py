"""Faults of whole scenarios: nothing that could fire, languages without phrases, names of what is not there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from triggers.linting.finding import ERROR, Finding, Surroundings
from triggers.matching import ScenarioRule
from triggers.matching.rules import as_phrase
from triggers.signals.reported import DEFAULT_CONFIDENCE

#: No signal scores higher.
_HIGHEST = 0.99

_Settings = Mapping[str, Any]


def _has_amount(settings: _Settings) -> bool:
    return settings.get("amount") is not None or settings.get("quantity") is not None


#: The category that a "yes, please" to the AI's offer of a person fires as well.
ASKS = "explicit_request"
#: Categories that nothing but their phrases fires.
ONLY_WORDS = frozenset({"sensitive", "cancellation", "frustration"})
#: What fires a scenario of a category without any phrase; a category that is in neither always has its own ways.
_WITHOUT_PHRASES = MappingProxyType[str, Callable[[_Settings], bool]](
    {
        "high_value": _has_amount,
        "low_confidence": lambda s: bool(s.get("flags")) or float(s.get("confidence", DEFAULT_CONFIDENCE)) > 0,
        "information_gap": lambda settings: bool(settings.get("flags", True)),
        "complex_request": lambda settings: bool(settings.get("flags", True)),
        "out_of_scope": lambda settings: bool(settings.get("flags", True)),
        "lead_class": lambda settings: bool(settings.get("classes", True)),
        "business_rule": lambda s: any(value for name, value in s.items() if name != "currency"),
    }
)
#: Categories whose phrases do not fire anything.
_WITHOUT_WORDS = frozenset({"low_confidence", "information_gap", "lead_class", "vip", "failed_attempts", "repetition"})


def check_can_fire(rules: Sequence[ScenarioRule], keys: Collection[str] | None) -> Iterator[Finding]:
    """A live scenario that no message can fire: it gives a false sense of safety."""
    for rule in rules:
        if rule.mode != "live" or (keys is not None and rule.key not in keys):
            continue
        if not _can_fire(rule):
            yield Finding("cannot_fire", ERROR, rule.key)
        elif rule.category == ASKS and not rule.phrases:
            yield Finding("only_offers", scenario=rule.key)


def _can_fire(rule: ScenarioRule) -> bool:
    if rule.effective_threshold > _HIGHEST:
        return False
    if rule.phrases and rule.category not in _WITHOUT_WORDS:
        return True
    fires = _WITHOUT_PHRASES.get(rule.category)
    return rule.category not in ONLY_WORDS and (fires is None or fires(rule.settings))


def check_languages(
    rules: Sequence[ScenarioRule], surroundings: Surroundings, keys: Collection[str] | None
) -> Iterator[Finding]:
    """A live scenario that speaks some languages of the desk and not others; one without any phrase speaks none."""
    spoken = {rule.key: _languages(rule) for rule in rules if rule.mode == "live"}
    served = {_short(code) for code in surroundings.languages}.union(*spoken.values())
    for key, languages in spoken.items():
        missing = sorted(served - languages)
        if languages and missing and (keys is None or key in keys):
            yield Finding("language_missing", scenario=key, related=", ".join(missing), count=len(missing))


def _languages(rule: ScenarioRule) -> frozenset[str]:
    return frozenset(_short(phrase.lang) for phrase in map(as_phrase, rule.phrases) if phrase.lang)


def _short(code: str) -> str:
    return code.replace("_", "-").split("-", 1)[0].lower()


def check_references(
    rules: Sequence[ScenarioRule], surroundings: Surroundings, keys: Collection[str] | None
) -> Iterator[Finding]:
    """A live scenario that names an acknowledgement, a team or a person that the desk does not have."""
    for rule in rules:
        effect = surroundings.effects.get(rule.key)
        if effect is None or rule.mode != "live" or (keys is not None and rule.key not in keys):
            continue
        named = (
            ("acknowledgement_missing", effect.acknowledgement, surroundings.acknowledgements),
            ("team_missing", effect.team, surroundings.teams),
            ("person_missing", effect.person, surroundings.people),
        )
        for code, name, there in named:
            if name and there is not None and name not in there:
                yield Finding(code, scenario=rule.key, related=name)
