"""Shipped scenario sets, as data: each folder beside this module is one preset.

A scenario is one TOML file with its facts, action and phrases; `<key>.<anything>.toml` beside it adds phrases and
exclusions, so that no file grows past reading.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from triggers.matching.rules import Phrase, ScenarioRule

_FOLDER = Path(__file__).parent
#: Language code in the files for phrases of any language.
ANY_LANGUAGE = "any"


@dataclass(frozen=True, slots=True)
class Action:
    """What happens when a scenario fires. Names are slugs that the desk resolves to its own rows."""

    team: str = "support"
    person: str = ""
    acknowledgement: str = "standard"
    tags: tuple[str, ...] = ()
    task: bool = True
    task_title: str = ""
    task_priority: str = "medium"
    urgent: bool = False
    skip_if_owner: bool = False
    reactivation_minutes: int = 480


@dataclass(frozen=True, slots=True)
class PresetScenario:
    """One scenario of a preset: the rule and its action."""

    rule: ScenarioRule
    action: Action


@dataclass(frozen=True, slots=True)
class Preset:
    """A complete set of scenarios."""

    name: str
    scenarios: tuple[PresetScenario, ...]

    @property
    def rules(self) -> tuple[ScenarioRule, ...]:
        """Only the rules, ready for `compile_rules`."""
        return tuple(scenario.rule for scenario in self.scenarios)


def preset_names() -> tuple[str, ...]:
    """Every shipped preset, by name."""
    return tuple(sorted(path.name for path in _FOLDER.iterdir() if path.is_dir() and any(path.glob("*.toml"))))


@cache
def load_preset(name: str = "general") -> Preset:
    """Read one preset. Raises KeyError for an unknown name."""
    if name not in preset_names():
        raise KeyError(name)
    folder = _FOLDER / name
    scenarios = [_scenario(path) for path in sorted(folder.glob("*.toml")) if path.name.count(".") == 1]
    ordered = sorted(scenarios, key=lambda scenario: (-scenario.rule.priority, scenario.rule.key))
    return Preset(name, tuple(ordered))


def _scenario(path: Path) -> PresetScenario:
    head = _toml(path)
    parts = [head, *(_toml(more) for more in sorted(path.parent.glob(f"{path.stem}.*.toml")))]
    action: dict[str, Any] = dict(head.get("action", {}))
    action["tags"] = tuple(action.get("tags", ()))
    rule = ScenarioRule(
        key=head["key"],
        name=head["name"],
        category=head["category"],
        phrases=_phrases(parts, "phrases"),
        exclusions=_phrases(parts, "exclusions"),
        sensitivity=head.get("sensitivity", "balanced"),
        priority=head.get("priority", 0),
        mode=head.get("mode", "live"),
        threshold=head.get("threshold"),
        settings=head.get("settings", {}),
    )
    return PresetScenario(rule, Action(**action))


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _phrases(parts: list[dict[str, Any]], kind: str) -> tuple[Phrase, ...]:
    """Every line of every language, in the order written, each once."""
    found = []
    for part in parts:
        for lang, lines in part.get(kind, {}).items():
            code = "" if lang == ANY_LANGUAGE else lang
            found += [
                Phrase(line.strip(), code) for line in lines.splitlines() if line.strip() and line.strip()[0] != "#"
            ]
    return tuple(dict.fromkeys(found))
