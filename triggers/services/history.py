"""Reading an earlier version: what it changed, and what it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from triggers.models import TriggerVersion
from triggers.services.differences import ChangedLine, Difference, compare, describe
from triggers.services.draft_state import names_in
from triggers.services.snapshots import snapshot_of


@dataclass(frozen=True, slots=True)
class FrozenScenario:
    """A scenario of a version for reading: settings as label and value, lines by language."""

    key: str
    name: str
    settings: Sequence[tuple[str, str]]
    phrases: Sequence[tuple[str, Sequence[str]]]
    exclusions: Sequence[tuple[str, Sequence[str]]]
    count: int


@dataclass(frozen=True, slots=True)
class VersionReading:
    """A version for reading. `before`: the one that it took over from (None: it is the first)."""

    before: TriggerVersion | None
    difference: Difference
    scenarios: Sequence[FrozenScenario]
    groups: Sequence[tuple[str, Sequence[str]]]


def read_version(version: TriggerVersion) -> VersionReading:
    """Return what a version changed against the one before it, and what it holds, in words."""
    before = TriggerVersion.objects.filter(number__lt=version.number).order_by("-number").first()
    old, new = snapshot_of(before), snapshot_of(version)
    names = names_in([old, new])
    scenarios = [
        FrozenScenario(
            key=frozen["key"],
            name=frozen["name"],
            settings=describe(frozen, names),
            phrases=_by_language(frozen["phrases"]),
            exclusions=_by_language(frozen["exclusions"]),
            count=len(frozen["phrases"]) + len(frozen["exclusions"]),
        )
        for frozen in sorted(new.scenarios, key=lambda frozen: str(frozen["name"]))
    ]
    return VersionReading(before, compare(old, new, names), scenarios, sorted(new.groups.items()))


def _by_language(pairs: Sequence[Sequence[str]]) -> list[tuple[str, Sequence[str]]]:
    lines = sorted(
        (ChangedLine(text, language) for text, language in pairs), key=lambda line: (line.language, line.text)
    )
    return [
        (language, [line.text for line in same]) for language, same in groupby(lines, key=lambda line: line.language)
    ]
