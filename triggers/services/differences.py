"""What differs between two snapshots of the rules, in words that people read. Reads no row: names are given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import Indel

from triggers.matching.lexicon import shipped_lexicon
from triggers.models import Scenario
from triggers.services.snapshots import Snapshot

# From this likeness on (of 1) a line that went and one that came are shown as one that was changed.
ALIKE = 0.6
# Comparing each with each: above so many pairs lines are only matched by their text.
MOST_PAIRS = 40_000
EMPTY = "–"
SHOWN_FIELDS = ("name", "category", "mode", "sensitivity", "priority")
ACTION_FIELDS = (
    "team",
    "person",
    "acknowledgement",
    "handoff_priority",
    "skip_if_owner",
    "tags",
    "reactivation_minutes",
    "makes_task",
    "task_title",
    "task_priority",
)
LIMIT_LABELS = {
    "attempts": _("failed attempts"),
    "confidence": _("confidence below"),
    "amount": _("amount from"),
    "classes": _("lead classes"),
    "tags": _("tags of the conversation"),
    "channels": _("channels"),
    "flags": _("what the AI reports"),
    "meaning": _("recognised by meaning"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """How the rows that actions name are called; one that is missing is gone."""

    teams: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    tags: Mapping[int, str] = field(default_factory=dict)


class ChangedLine(NamedTuple):
    """A phrase or an exclusion."""

    text: str
    language: str


class LineChange(NamedTuple):
    """One line before and after; None: there was none, or there is none any more."""

    before: ChangedLine | None
    after: ChangedLine | None


class FieldChange(NamedTuple):
    """One setting of a scenario before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ScenarioChange:
    """What differs in one scenario; `kind` is "added", "removed" or "changed"."""

    key: str
    name: str
    kind: str
    fields: tuple[FieldChange, ...] = ()
    phrases: tuple[LineChange, ...] = ()
    exclusions: tuple[LineChange, ...] = ()

    @property
    def count(self) -> int:
        """Return how many changes these are; a scenario that came or went is one, with all that is in it."""
        return len(self.fields) + len(self.phrases) + len(self.exclusions) if self.kind == "changed" else 1


@dataclass(frozen=True, slots=True)
class GroupChange:
    """What differs in one word group; `kind` is "added", "removed" or "changed".

    `is_shipped`: afterwards the shipped words hold again.
    """

    name: str
    kind: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    is_shipped: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two snapshots."""

    scenarios: tuple[ScenarioChange, ...] = ()
    groups: tuple[GroupChange, ...] = ()

    @property
    def count(self) -> int:
        """Return how many changes these are."""
        return sum(change.count for change in self.scenarios) + len(self.groups)


def compare(before: Snapshot, after: Snapshot, names: Names) -> Difference:
    """Return what must change in `before` to get `after`, scenarios by name."""
    old = {frozen["key"]: frozen for frozen in before.scenarios}
    new = {frozen["key"]: frozen for frozen in after.scenarios}
    found = [_compare_scenario(key, old.get(key), new.get(key), names) for key in old.keys() | new.keys()]
    changes = sorted((change for change in found if change), key=lambda change: (change.name, change.key))
    return Difference(tuple(changes), _compare_groups(before.groups, after.groups))


def describe(frozen: Mapping[str, Any], names: Names) -> list[tuple[str, str]]:
    """Return a frozen scenario's settings and action as label and value."""
    return [(str(label), value) for label, value in _readable(frozen, names).values()]


def _compare_scenario(
    key: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, names: Names
) -> ScenarioChange | None:
    if old == new:
        return None
    shown = new or old or {}
    phrases, exclusions = (_compare_lines(_lines(old, kind), _lines(new, kind)) for kind in ("phrases", "exclusions"))
    if old is None or new is None:
        return ScenarioChange(key, shown["name"], "removed" if new is None else "added", (), phrases, exclusions)
    before, after = _readable(old, names), _readable(new, names)
    raw_before, raw_after = _raw(old), _raw(new)
    fields = tuple(
        FieldChange(str((after.get(name) or before[name])[0]), _value(before, name), _value(after, name))
        for name in dict.fromkeys((*before, *after))
        if raw_before.get(name) != raw_after.get(name)
    )
    change = ScenarioChange(key, shown["name"], "changed", fields, phrases, exclusions)
    return change if change.count else None


def _lines(frozen: Mapping[str, Any] | None, kind: str) -> set[ChangedLine]:
    return {ChangedLine(text, language) for text, language in frozen[kind]} if frozen else set()


def _compare_lines(before: set[ChangedLine], after: set[ChangedLine]) -> tuple[LineChange, ...]:
    """Return what came, went or was changed; lines that are alike make a pair."""
    gone, come = sorted(before - after), sorted(after - before)
    pairs = list(_alike(gone, come))
    paired_before, paired_after = {a for a, _b in pairs}, {b for _a, b in pairs}
    changes = [LineChange(a, b) for a, b in pairs]
    changes += [LineChange(None, line) for line in come if line not in paired_after]
    changes += [LineChange(line, None) for line in gone if line not in paired_before]
    return tuple(changes)


def _alike(gone: Sequence[ChangedLine], come: Sequence[ChangedLine]) -> Iterable[tuple[ChangedLine, ChangedLine]]:
    """Yield pairs, the most alike first: the same text in another language, then similar texts."""
    few = len(gone) * len(come) <= MOST_PAIRS
    by_text = {line.text: line for line in come}
    scored = [(1.0, a, by_text[a.text]) for a in gone if a.text in by_text]
    if few:
        scored += [(Indel.normalized_similarity(a.text, b.text), a, b) for a in gone for b in come]
    used_before: set[ChangedLine] = set()
    used_after: set[ChangedLine] = set()
    for score, a, b in sorted(scored, key=lambda each: (-each[0], each[1:])):
        if score >= ALIKE and a not in used_before and b not in used_after:
            used_before.add(a)
            used_after.add(b)
            yield a, b


def _compare_groups(before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]) -> tuple[GroupChange, ...]:
    """Return what differs between the groups in force: where a snapshot has none of a name, the shipped one holds."""
    shipped = shipped_lexicon().groups
    changes = []
    for name in sorted(before.keys() | after.keys()):
        old, new = (list(groups.get(name, shipped.get(name, ()))) for groups in (before, after))
        if old != new:
            kind = "added" if not old else "changed" if new else "removed"
            added = tuple(word for word in new if word not in old)
            removed = tuple(word for word in old if word not in new)
            changes.append(GroupChange(name, kind, added, removed, name not in after))
    return tuple(changes)


def _raw(frozen: Mapping[str, Any]) -> dict[str, Any]:
    limits = {f"limits.{name}": value for name, value in frozen["limits"].items()}
    return {**{name: frozen[name] for name in SHOWN_FIELDS}, **limits, **frozen.get("action", {})}


def _readable(frozen: Mapping[str, Any], names: Names) -> dict[str, tuple[Any, str]]:
    """Return label and value of every setting, by its name."""
    found: dict[str, tuple[Any, str]] = {}
    for name in SHOWN_FIELDS:
        found[name] = (_label(name), _shown(name, frozen[name], names))
    for name, value in frozen["limits"].items():
        found[f"limits.{name}"] = (LIMIT_LABELS.get(name, name), _shown_limit(name, value))
    action = frozen.get("action", {})
    for name in ACTION_FIELDS:
        if name in action:
            found[name] = (_label(name), _shown(name, action[name], names))
    return found


def _label(name: str) -> Any:
    field_of_row: Any = Scenario._meta.get_field(name)
    return field_of_row.verbose_name


def _value(readable: Mapping[str, tuple[Any, str]], name: str) -> str:
    return readable[name][1] if name in readable else EMPTY


def _shown(name: str, value: Any, names: Names) -> str:
    if name == "team":
        return _named(names.teams, value)
    if name == "person":
        return _named(names.people, value)
    if name == "tags":
        return ", ".join(_named(names.tags, tag) for tag in value) or EMPTY
    choices = dict(Scenario._meta.get_field(name).flatchoices)  # type: ignore[union-attr] # plain fields have them
    return _plain(choices.get(value, value))


def _named(known: Mapping[int, str], key: int | None) -> str:
    return EMPTY if key is None else known.get(key, gettext("(gone)"))


def _shown_limit(name: str, value: Any) -> str:
    return f"{value:.0%}" if name == "confidence" and isinstance(value, float) else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or EMPTY
    return EMPTY if value in (None, "") else str(value)
