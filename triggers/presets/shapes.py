"""What a shipped preset consists of, once read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from triggers.matching.languages import SPOKEN
from triggers.matching.rules import ScenarioRule

#: The languages in which presets speak: every acknowledgement is there in each. Phrases may be in more (`SPOKEN`).
LANGUAGES: tuple[str, ...] = ("en", "es", "de", "fr", "it", "pt", "pl", "nl", "zh")


class PresetError(ValueError):
    """A preset's file that cannot be used; the sentence names the file."""


@dataclass(frozen=True, slots=True)
class PresetAction:
    """What happens when a scenario fires. Names are slugs that the desk resolves to its own rows."""

    team: str = "support"
    acknowledgement: str = "standard"
    tags: tuple[str, ...] = ()
    task: bool = True
    task_title: str = ""
    task_priority: str = "normal"
    priority: str = "normal"
    skip_if_owner: bool = False
    reactivation_minutes: int = 480


@dataclass(frozen=True, slots=True)
class PresetScenario:
    """One scenario of a preset: the rule and its action."""

    rule: ScenarioRule
    action: PresetAction


@dataclass(frozen=True, slots=True)
class Named:
    """A team or tag that scenarios name: its slug and what people read."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class PresetText:
    """One acknowledgement: `hours` is "open" or "closed"."""

    key: str
    language: str
    hours: str
    text: str


@dataclass(frozen=True, slots=True)
class PresetLine:
    """One phrase or exclusion; `language` is empty for any."""

    text: str
    language: str
    is_exclusion: bool


@dataclass(frozen=True, slots=True)
class Layer:
    """What one folder brings by itself, by scenario key; the folders that it includes are layers of their own."""

    name: str
    lines: Mapping[str, tuple[PresetLine, ...]]


@dataclass(frozen=True, slots=True)
class Preset:
    """A complete set of scenarios with all that they name; the last of `layers` is its own folder."""

    name: str
    title: str
    description: str
    scenarios: tuple[PresetScenario, ...]
    layers: tuple[Layer, ...]
    teams: tuple[Named, ...]
    tags: tuple[Named, ...]
    texts: tuple[PresetText, ...]

    @property
    def rules(self) -> tuple[ScenarioRule, ...]:
        """Only the rules, ready for `compile_rules`."""
        return tuple(scenario.rule for scenario in self.scenarios)

    @property
    def own_keys(self) -> tuple[str, ...]:
        """The scenarios that no included preset has, in the order in which they rank."""
        included = {key for layer in self.layers[:-1] for key in layer.lines}
        own = self.layers[-1].lines.keys() - included
        return tuple(scenario.rule.key for scenario in self.scenarios if scenario.rule.key in own)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which there are phrases, in the usual order."""
        spoken = {line.language for layer in self.layers for lines in layer.lines.values() for line in lines}
        return tuple(code for code in SPOKEN if code in spoken)
