"""The published rules: frozen in the database, compiled once in each process."""

import json
import threading
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.db import transaction

from accounts.models import User
from conversations import rows
from triggers.matching import Phrase as Pattern
from triggers.matching import Ruleset, ScenarioRule, compile_rules
from triggers.models import Scenario, TriggerVersion

_lock = threading.Lock()
_compiled: Ruleset | None = None


def active_version() -> int:
    """Return the number of the version that decides; 0 when nothing has been published."""
    [(number,)] = rows.fetch("SELECT max(number) FROM triggers_triggerversion", ())
    return number or 0


def active_ruleset() -> Ruleset:
    """Return the compiled published rules; compiled again only when a newer version has been published."""
    global _compiled  # noqa: PLW0603 - one compiled copy for the process
    number = active_version()
    compiled = _compiled
    if compiled is not None and compiled.version == number:
        return compiled
    with _lock:
        if _compiled is None or _compiled.version != number:
            _compiled = replace(_compile(_canonical(_snapshot_of(number))), version=number)
        return _compiled


def publish(*, user: User | None = None) -> TriggerVersion:
    """Freeze all scenarios as the next version; every process decides by it from its next message on."""
    with transaction.atomic():
        # Two publishers at once get two numbers: both lock the oldest version, and only then read the newest number.
        # Locking the newest would not do: who waits for it is handed that row, not the one that was added meanwhile.
        TriggerVersion.objects.select_for_update().order_by("number").first()
        snapshot = [freeze(scenario) for scenario in Scenario.objects.prefetch_related("phrases").order_by("key")]
        # Compiled before it is stored: rules that cannot be read never become the ones that decide.
        _compile(_canonical(snapshot))
        return TriggerVersion.objects.create(number=active_version() + 1, snapshot=snapshot, published_by=user)


def freeze(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as the JSON that a version keeps."""
    phrases = list(scenario.phrases.all())
    return {
        "key": scenario.key,
        "name": scenario.name,
        "category": scenario.category,
        "mode": scenario.mode,
        "sensitivity": scenario.sensitivity,
        "priority": scenario.priority,
        "limits": scenario.limits,
        "phrases": [[phrase.text, phrase.language] for phrase in phrases if not phrase.is_exclusion],
        "exclusions": [[phrase.text, phrase.language] for phrase in phrases if phrase.is_exclusion],
    }


def scenario_rule(scenario: Scenario) -> ScenarioRule:
    """Return the engine's form of a scenario as it stands in the database, published or not."""
    return thaw(freeze(scenario))


def thaw(frozen: dict[str, Any]) -> ScenarioRule:
    """Return the engine's form of a frozen scenario."""
    return ScenarioRule(
        key=frozen["key"],
        name=frozen["name"],
        category=frozen["category"],
        phrases=tuple(Pattern(text, language) for text, language in frozen["phrases"]),
        exclusions=tuple(Pattern(text, language) for text, language in frozen["exclusions"]),
        sensitivity=frozen["sensitivity"],
        priority=frozen["priority"],
        mode=frozen["mode"],
        settings=frozen["limits"],
    )


def _snapshot_of(number: int) -> list[dict[str, Any]]:
    return TriggerVersion.objects.values_list("snapshot", flat=True).filter(number=number).first() or []


def _canonical(snapshot: list[dict[str, Any]]) -> str:
    return json.dumps(snapshot, sort_keys=True)


@lru_cache(maxsize=2)
def _compile(snapshot: str) -> Ruleset:
    # By content: what the publisher has compiled to check it is not compiled a second time to be used.
    return compile_rules([thaw(frozen) for frozen in json.loads(snapshot)])
