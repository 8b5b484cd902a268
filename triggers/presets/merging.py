"""A folder and the folders that it includes, made one preset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triggers.matching.rules import PhraseRule, ScenarioRule
from triggers.presets.files import ManifestFile, NamedFile, PresetPart, read_manifest, read_parts
from triggers.presets.shapes import (
    Layer,
    Named,
    Preset,
    PresetAction,
    PresetError,
    PresetLine,
    PresetScenario,
    PresetText,
)
from triggers.signals.meaning import SETTING

_RULE_FIELDS = ("name", "category", "sensitivity", "priority", "mode", "threshold", "settings")


@dataclass(frozen=True, slots=True)
class _Folder:
    name: str
    manifest: ManifestFile
    parts: dict[str, PresetPart]


def build_preset(folder: Path) -> Preset:
    """Read a folder with what it includes and check that everything named exists. Raises PresetError."""
    stack = _read_stack(folder, ())
    own = stack[-1].manifest
    layers = tuple(Layer(each.name, {key: part.lines for key, part in each.parts.items()}) for each in stack)
    preset = Preset(
        name=folder.name,
        title=own.title,
        description=own.description,
        scenarios=_scenarios(stack),
        layers=layers,
        teams=_named(entry for each in stack for entry in each.manifest.teams),
        tags=_named(entry for each in stack for entry in each.manifest.tags),
        texts=tuple({(text.key, text.language, text.hours): text for text in _texts(stack)}.values()),
    )
    _check_names(preset)
    return preset


def _read_stack(folder: Path, trail: tuple[str, ...]) -> list[_Folder]:
    """Return the included folders first, each once, the folder itself last."""
    if folder.name in trail:
        raise PresetError(f"{folder.name}/preset.toml: includes itself by way of {' > '.join(trail)}")
    manifest = read_manifest(folder)
    stack: dict[str, _Folder] = {}
    for name in manifest.includes:
        stack |= {each.name: each for each in _read_stack(folder.parent / name, (*trail, folder.name))}
    stack[folder.name] = _Folder(folder.name, manifest, read_parts(folder))
    return list(stack.values())


def _scenarios(stack: Sequence[_Folder]) -> tuple[PresetScenario, ...]:
    keys = dict.fromkeys(key for each in stack for key in each.parts)
    found = [_scenario(key, [(each.name, each.parts[key]) for each in stack if key in each.parts]) for key in keys]
    return tuple(sorted(found, key=lambda scenario: (-scenario.rule.priority, scenario.rule.key)))


def _scenario(key: str, parts: Sequence[tuple[str, PresetPart]]) -> PresetScenario:
    """Lay the parts of one scenario over each other: later fields replace, later lines are added."""
    facts: dict[str, Any] = {}
    action: dict[str, Any] = {}
    meaning: list[str] = []
    for _folder, part in parts:
        facts |= part.head.model_dump(include=set(_RULE_FIELDS), exclude_none=True)
        meaning = meaning if part.head.meaning is None else part.head.meaning
        action |= part.head.action.model_dump(exclude_none=True)
    if not {"name", "category"} <= facts.keys():
        raise PresetError(f"{parts[0][0]}/{key}.toml: a new scenario needs a name and a category")
    facts["settings"] = {**facts.get("settings", {}), SETTING: meaning}
    lines = dict.fromkeys(line for _folder, part in parts for line in part.lines)
    rule = ScenarioRule(
        key=key, phrases=_phrases(lines, is_exclusion=False), exclusions=_phrases(lines, is_exclusion=True), **facts
    )
    return PresetScenario(rule, PresetAction(**action | {"tags": tuple(action.get("tags", ()))}))


def _phrases(lines: Iterable[PresetLine], *, is_exclusion: bool) -> tuple[PhraseRule, ...]:
    return tuple(PhraseRule(line.text, line.language) for line in lines if line.is_exclusion == is_exclusion)


def _named(entries: Iterable[NamedFile]) -> tuple[Named, ...]:
    return tuple({entry.slug: Named(entry.slug, entry.name) for entry in entries}.values())


def _texts(stack: Sequence[_Folder]) -> list[PresetText]:
    return [
        PresetText(key, language, hours, text)
        for each in stack
        for key, by_hours in each.manifest.acknowledgements.items()
        for hours, by_language in by_hours.items()
        for language, text in by_language.items()
    ]


def _check_names(preset: Preset) -> None:
    """Refuse a scenario whose team, tag or acknowledgement no manifest holds."""
    known: Mapping[str, set[str]] = {
        "team": {team.slug for team in preset.teams},
        "tag": {tag.slug for tag in preset.tags},
        "acknowledgement": {text.key for text in preset.texts},
    }
    for scenario in preset.scenarios:
        action = scenario.action
        named = [("team", action.team), ("acknowledgement", action.acknowledgement)]
        for kind, slug in [*named, *(("tag", tag) for tag in action.tags)]:
            if slug not in known[kind]:
                raise PresetError(f"{preset.name}/{scenario.rule.key}.toml: no manifest has the {kind} {slug!r}")
