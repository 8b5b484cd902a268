"""Rules as values: the draft's rows frozen, a version's JSON read, both compiled the same way."""

import hashlib
import json
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NotRequired

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from conversations.models.stored import is_damaged as is_stand_in
from triggers.actions import FrozenAction, thaw_action
from triggers.matching import Lexicon, Ruleset, ScenarioRule, compile_rules
from triggers.matching import PhraseRule as Pattern
from triggers.matching.lexicon import alternatives, shipped_lexicon
from triggers.models import Phrase, Scenario, TriggerVersion, WordGroup

# The draft, the published rules and one looked back at: what was compiled to be checked is not compiled again.
RECENT = 3


class _FrozenScenario(TypedDict):
    """What `thaw` reads of a stored scenario."""

    key: str
    name: str
    category: str
    mode: str
    sensitivity: str
    priority: int
    limits: dict[str, Any]
    phrases: list[tuple[str, str]]
    exclusions: list[tuple[str, str]]
    action: NotRequired[dict[str, Any]]


class _FrozenVersion(TypedDict):
    scenarios: list[_FrozenScenario]
    groups: dict[str, list[str]]


_SCENARIO: TypeAdapter[Any] = TypeAdapter(_FrozenScenario)
_WORDS: TypeAdapter[Any] = TypeAdapter(list[str])
_STORED: TypeAdapter[Any] = TypeAdapter(_FrozenVersion)
RULE_FIELDS = ("key", "name", "category", "mode", "sensitivity", "priority", "limits")
_lock = threading.Lock()
_recent: dict[str, Ruleset] = {}


@dataclass(frozen=True)
class Snapshot:
    """All that decides: the scenarios as JSON, sorted by key, and the word groups that differ from the shipped ones.

    `is_damaged`: the row it was read from is not what a version stores; what could be read of it is here.
    """

    scenarios: Sequence[dict[str, Any]] = ()
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_damaged: bool = False

    @cached_property
    def digest(self) -> str:
        """Return a name of the content: two snapshots with the same one are the same rules with the same actions."""
        return _digest([list(self.scenarios), dict(self.groups)])

    @cached_property
    def rules(self) -> tuple[ScenarioRule, ...]:
        """Return the engine's form of the scenarios."""
        return tuple(thaw(frozen) for frozen in self.scenarios)

    @property
    def actions(self) -> dict[str, FrozenAction]:
        """Return what follows, by the scenarios' keys."""
        return {frozen["key"]: thaw_action(frozen.get("action", {})) for frozen in self.scenarios}


def draft_snapshot() -> Snapshot:
    """Return the draft: what the rows say now. Four statements, whatever their number."""
    scenarios = list(Scenario.objects.order_by("key"))
    phrases: dict[int, list[tuple[str, str, bool]]] = defaultdict(list)
    lines = Phrase.objects.order_by().values_list("scenario_id", "text", "language", "is_exclusion")
    for scenario_id, text, language, is_exclusion in lines:
        phrases[scenario_id].append((text, language, is_exclusion))
    tags: dict[int, list[int]] = defaultdict(list)
    for scenario_id, tag_id in Scenario.tags.through.objects.values_list("scenario_id", "tag_id"):
        tags[scenario_id].append(tag_id)
    frozen = [_freeze(scenario, phrases[scenario.pk], tags[scenario.pk]) for scenario in scenarios]
    return Snapshot(frozen, own_groups())


def snapshot_of(version: TriggerVersion | None) -> Snapshot:
    """Return what a version holds, or what can be read of it when its row is damaged; nothing for no version."""
    if version is None:
        return Snapshot()
    try:
        _STORED.validate_python({"scenarios": version.snapshot, "groups": version.groups})
        is_damaged = is_stand_in(version.snapshot) or is_stand_in(version.groups)
    except ValidationError:
        is_damaged = True
    if not is_damaged:
        return Snapshot(version.snapshot, version.groups)
    scenarios = [frozen for frozen in version.snapshot if _reads(_SCENARIO, frozen)]
    groups = {name: words for name, words in version.groups.items() if _reads(_WORDS, words)}
    return Snapshot(scenarios, groups, is_damaged=True)


def _reads(form: "TypeAdapter[Any]", value: Any) -> bool:
    try:
        form.validate_python(value)
    except ValidationError:
        return False
    return True


def own_groups() -> dict[str, list[str]]:
    """Return the draft's word groups that differ from the shipped ones, as name to alternatives."""
    shipped = shipped_lexicon().groups
    rows = WordGroup.objects.order_by("name").values_list("name", "words")
    found = {name: alternatives(words) for name, words in rows}
    return {name: words for name, words in found.items() if tuple(words) != shipped.get(name)}


def freeze(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario with its phrases and its action as the JSON that a version keeps."""
    phrases = scenario.phrases.values_list("text", "language", "is_exclusion")
    return _freeze(scenario, list(phrases), list(scenario.tags.values_list("pk", flat=True)))


def scenario_rule(scenario: Scenario) -> ScenarioRule:
    """Return the engine's form of a scenario as it stands in the database, published or not."""
    return thaw(freeze(scenario))


def thaw(frozen: Mapping[str, Any]) -> ScenarioRule:
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


def lexicon_with(groups: Mapping[str, Sequence[str]]) -> Lexicon:
    """Return the shipped words with these groups in place of, or beside, the shipped ones."""
    shipped = shipped_lexicon()
    if not groups:
        return shipped
    own = {name: tuple(words) for name, words in groups.items()}
    return replace(shipped, groups={**shipped.groups, **own})


def compile_snapshot(snapshot: Snapshot, *, number: int = 0) -> Ruleset:
    """Return the compiled rules of a snapshot, named `number` in every decision; the same rules are compiled once.

    Raises:
        PatternError: a phrase or a word group cannot be read; it says which and where.
    """
    key = _digest([[_without_action(frozen) for frozen in snapshot.scenarios], dict(snapshot.groups)])
    found = _recent.get(key)
    if found is None:
        found = compile_rules(snapshot.rules, lexicon=lexicon_with(snapshot.groups))
        _remember(key, found)
    return replace(found, version=number)


def forget_compiled() -> None:
    """Let go of what was compiled before: a process that only decides needs none of it."""
    with _lock:
        _recent.clear()


def _remember(key: str, ruleset: Ruleset) -> None:
    with _lock:
        _recent[key] = ruleset
        while len(_recent) > RECENT:
            del _recent[next(iter(_recent))]


def _freeze(scenario: Scenario, phrases: Sequence[tuple[str, str, bool]], tags: Sequence[int]) -> dict[str, Any]:
    """Return the JSON of a scenario; phrases and tags in an order that no database decides."""
    lines: tuple[list[list[str]], list[list[str]]] = ([], [])
    for text, language, is_exclusion in phrases:
        lines[is_exclusion].append([text, language])
    action = FrozenAction(
        team=scenario.team_id,
        person=scenario.person_id,
        acknowledgement=scenario.acknowledgement,
        tags=tuple(sorted(tags)),
        handoff_priority=scenario.handoff_priority,
        makes_task=scenario.makes_task,
        task_title=scenario.task_title,
        task_priority=scenario.task_priority,
        skip_if_owner=scenario.skip_if_owner,
        reactivation_minutes=scenario.reactivation_minutes,
    )
    return {
        **{name: getattr(scenario, name) for name in RULE_FIELDS},
        "phrases": sorted(lines[0], key=_place),
        "exclusions": sorted(lines[1], key=_place),
        "action": action.as_json(),
    }


def _place(line: Sequence[str]) -> tuple[str, str]:
    return (line[1], line[0])


def _without_action(frozen: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in frozen.items() if name != "action"}


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
