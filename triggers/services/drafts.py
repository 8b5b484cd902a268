"""Writing the draft: the rows of scenarios, phrases and word groups made equal to a snapshot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from accounts.models import Team, User
from conversations.models import Tag
from triggers.actions import FrozenAction, thaw_action
from triggers.models import Phrase, Scenario, WordGroup
from triggers.services.brought import forget_brought
from triggers.services.snapshots import RULE_FIELDS, Snapshot, draft_snapshot

Line = tuple[str, str, bool]
ACTION_FIELDS = (
    "acknowledgement",
    "handoff_priority",
    "makes_task",
    "task_title",
    "task_priority",
    "skip_if_owner",
    "reactivation_minutes",
)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Signature:
    """What all history records of one writing carry, so that it is told as one: its reason and its moment."""

    reason: str
    at: datetime

    def sign(self, row: Scenario | WordGroup) -> None:
        """Have the history's next record of this row carry it."""
        row._change_reason, row._history_date = self.reason, self.at  # type: ignore[union-attr] # read by the history


def write_draft(snapshot: Snapshot, *, reason: str) -> None:
    """Make the rows equal to a snapshot; what is equal already is left alone. Every change goes into the histories.

    Rows keep their keys, so that detections and handoffs still point to them. Teams, people and tags that are gone are
    left out. What a preset brought and this takes away was not removed by a person: installing brings it again.
    """
    signature = Signature(reason[:100], timezone.now())
    now = {frozen["key"]: frozen for frozen in draft_snapshot().scenarios}
    wanted = {frozen["key"]: frozen for frozen in snapshot.scenarios}
    rows = {scenario.key: scenario for scenario in Scenario.objects.all()}
    for key in rows.keys() - wanted.keys():
        _delete_phrases(list(rows[key].phrases.values_list("pk", flat=True)), signature)
        signature.sign(rows[key])
        rows[key].delete()
    for key, frozen in wanted.items():
        if frozen != now.get(key):
            _write_scenario(rows.get(key) or Scenario(key=key), frozen, signature)
    _write_groups(snapshot.groups, signature)
    forget_brought(before=now, after=wanted)


def _write_scenario(scenario: Scenario, frozen: Mapping[str, Any], signature: Signature) -> None:
    action = thaw_action(frozen.get("action", {}))
    before = _plain_values(scenario)
    for name in RULE_FIELDS:
        setattr(scenario, name, frozen[name])
    for name in ACTION_FIELDS:
        setattr(scenario, name, getattr(action, name))
    scenario.team = Team.objects.filter(pk=action.team or 0).first()
    scenario.person = User.objects.filter(pk=action.person or 0).first()
    if scenario._state.adding or _plain_values(scenario) != before:
        signature.sign(scenario)
        scenario.save()
    _write_tags(scenario, action)
    _write_phrases(scenario, frozen, signature)


def _plain_values(scenario: Scenario) -> list[Any]:
    names = (*RULE_FIELDS, *ACTION_FIELDS, "team_id", "person_id")
    return [getattr(scenario, name) for name in names]


def _write_tags(scenario: Scenario, action: FrozenAction) -> None:
    scenario.tags.set(Tag.objects.filter(pk__in=action.tags))


def _write_phrases(scenario: Scenario, frozen: Mapping[str, Any], signature: Signature) -> None:
    wanted = set(_lines(frozen["phrases"], False)) | set(_lines(frozen["exclusions"], True))
    rows = {(row.text, row.language, row.is_exclusion): row for row in scenario.phrases.all()}
    _delete_phrases([rows[line].pk for line in rows.keys() - wanted], signature)
    missing = [
        Phrase(scenario=scenario, text=text, language=language, is_exclusion=is_exclusion)
        for text, language, is_exclusion in sorted(wanted - rows.keys())
    ]
    if missing:
        bulk_create_with_history(
            missing, Phrase, batch_size=AT_ONCE, default_change_reason=signature.reason, default_date=signature.at
        )


def _delete_phrases(keys: Sequence[int], signature: Signature) -> None:
    """Delete phrases at once; the records that this writes are signed afterwards, as such a deletion cannot do it."""
    for start in range(0, len(keys), AT_ONCE):
        gone = keys[start : start + AT_ONCE]
        Phrase.objects.filter(pk__in=gone).delete()
        records = Phrase.history.filter(id__in=gone, history_type="-")
        records.update(history_change_reason=signature.reason, history_date=signature.at)


def _lines(pairs: Iterable[Sequence[str]], is_exclusion: bool) -> list[Line]:
    return [(text, language, is_exclusion) for text, language in pairs]


def _write_groups(groups: Mapping[str, Sequence[str]], signature: Signature) -> None:
    rows = {row.name: row for row in WordGroup.objects.all()}
    for name in rows.keys() - groups.keys():
        signature.sign(rows[name])
        rows[name].delete()
    for name, words in groups.items():
        text = "\n".join(words)
        row = rows.get(name) or WordGroup(name=name)
        if row.words != text:
            row.words = text
            signature.sign(row)
            row.save()
