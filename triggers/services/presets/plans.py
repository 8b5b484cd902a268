"""What a shipped preset would add to this desk: only what is missing, and nothing that was removed or reworded here.

Each folder of a preset keeps a record of what it brought into a scenario (`InstalledScenario`): a phrase that stands in
the record and not on the desk was removed or reworded here, so it does not come back by itself.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from conversations.models import Tag
from triggers.models import InstalledScenario, Phrase, Scenario
from triggers.presets import Named, Preset, PresetLine, PresetScenario
from triggers.services.brought import digest_line


@dataclass(frozen=True, slots=True)
class PresetShelf:
    """What this desk has and what presets have brought to it, read once for any number of plans."""

    lines: Mapping[str, Collection[PresetLine]]
    brought: Mapping[tuple[str, str], frozenset[str]]
    tags: frozenset[str]

    def ever_brought(self, key: str) -> frozenset[str]:
        """Return the digests of everything that any preset has brought into this scenario."""
        return frozenset().union(*(digests for (_, owner), digests in self.brought.items() if owner == key))


@dataclass(frozen=True, slots=True)
class ScenarioPlan:
    """What an installation does to the rules.

    `added` holds, by key, the phrases for scenarios that are there already. `left_out` are scenarios that were removed
    here, `phrases_left_out` counts phrases that were removed or reworded here.
    """

    preset: Preset
    created: tuple[PresetScenario, ...]
    added: Mapping[str, tuple[PresetLine, ...]]
    tags: tuple[Named, ...]
    left_out: tuple[PresetScenario, ...]
    phrases_left_out: int

    @property
    def changes(self) -> bool:
        """Whether anything of the rules would change."""
        return bool(self.created or self.added)

    @property
    def phrase_count(self) -> int:
        """How many phrases and exclusions would be written."""
        fresh = sum(len(each.rule.phrases) + len(each.rule.exclusions) for each in self.created)
        return fresh + sum(map(len, self.added.values()))


def read_shelf() -> PresetShelf:
    """Read what plans need, in four queries."""
    lines: dict[str, set[PresetLine]] = {key: set() for key in Scenario.objects.values_list("key", flat=True)}
    stored = Phrase.objects.order_by().values_list("scenario__key", "text", "language", "is_exclusion")
    for key, text, language, is_exclusion in stored:
        lines[key].add(PresetLine(text, language, is_exclusion))
    records = InstalledScenario.objects.values_list("preset", "scenario_key", "phrases")
    brought = {(name, key): frozenset(digests) for name, key, digests in records}
    return PresetShelf(lines, brought, frozenset(Tag.objects.values_list("slug", flat=True)))


def plan_scenarios(preset: Preset, shelf: PresetShelf, *, restore: bool = False) -> ScenarioPlan:
    """Compare a preset with the desk, writing nothing; `restore` takes in what was removed here as well."""
    missing = [each for each in preset.scenarios if each.rule.key not in shelf.lines]
    known = {key for _, key in shelf.brought}
    left_out = () if restore else tuple(each for each in missing if each.rule.key in known)
    created = tuple(each for each in missing if each not in left_out)
    added: dict[str, tuple[PresetLine, ...]] = {}
    removed = 0
    for key in (each.rule.key for each in preset.scenarios if each.rule.key in shelf.lines):
        absent = [line for line in _offered(preset, key, shelf) if line not in shelf.lines[key]]
        seen = frozenset() if restore else shelf.ever_brought(key)
        wanted = tuple(line for line in absent if digest_line(line) not in seen)
        removed += len(absent) - len(wanted)
        if wanted:
            added[key] = wanted
    wanted_tags = {tag for each in created for tag in each.action.tags} - shelf.tags
    tags = tuple(tag for tag in preset.tags if tag.slug in wanted_tags)
    return ScenarioPlan(preset, created, added, tags, left_out, removed)


def _offered(preset: Preset, key: str, shelf: PresetShelf) -> Iterable[PresetLine]:
    """Return the lines that the folders would bring into a scenario that is there.

    The folder that first has the scenario counts only if it brought it: otherwise the scenario is the desk's own.
    """
    holders = [layer for layer in preset.layers if key in layer.lines]
    layers = [layer for layer in holders if layer is not holders[0] or (layer.name, key) in shelf.brought]
    return dict.fromkeys(line for layer in layers for line in layer.lines[key])
