"""What differs between two snapshots, in words."""

from typing import Any

import pytest

from conversations.enums import Priority
from triggers.actions import FrozenAction
from triggers.matching.lexicon import shipped_lexicon
from triggers.services.differences import ChangedLine, Difference, FieldChange, LineChange, Names, compare, describe
from triggers.services.snapshots import Snapshot

NAMES = Names(teams={1: "Support", 2: "Sales"}, people={7: "Ana Agent"}, tags={3: "Refund"})


def frozen(key: str = "refund", *, action: FrozenAction | None = None, **fields: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "key": key, "name": key.capitalize(), "category": "cancellation", "mode": "live", "sensitivity": "balanced",
        "priority": 0, "limits": {}, "phrases": [["money back", "en"]], "exclusions": [],
    }  # fmt: skip
    return {**usual, "action": (action or FrozenAction()).as_json(), **fields}


def difference(before: list[dict[str, Any]], after: list[dict[str, Any]], **groups: Any) -> Difference:
    old, new = groups.get("old", {}), groups.get("new", {})
    return compare(Snapshot(before, old), Snapshot(after, new), NAMES)


def test_the_same_differs_in_nothing() -> None:
    assert difference([frozen()], [frozen()]) == Difference()
    assert difference([], []).count == 0


def test_settings_and_action_are_told_in_words() -> None:
    action = FrozenAction(team=2, person=7, tags=(3, 99), handoff_priority=Priority.URGENT, reactivation_minutes=30)
    after = frozen(name="Money", mode="shadow", sensitivity="eager", limits={"confidence": 0.45}, action=action)
    before = frozen(limits={"amount": 500.0}, action=FrozenAction(team=5))
    [change] = difference([before], [after]).scenarios
    told = {label: (was, now) for label, was, now in change.fields}
    assert told == {
        "name": ("Refund", "Money"),
        "mode": ("live", "shadow: only recorded"),
        "sensitivity": ("balanced", "eager"),
        "confidence below": ("–", "45%"),
        "amount from": ("500.0", "–"),
        "to team": ("(gone)", "Sales"),
        "to person": ("–", "Ana Agent"),
        "priority of the handoff": ("normal", "urgent"),
        "tags": ("–", "Refund, (gone)"),
        "reactivation window": ("480", "30"),
    }
    assert (change.name, change.kind, change.count) == ("Money", "changed", 10)


def test_two_teams_that_are_both_gone_still_differ() -> None:
    [change] = difference([frozen(action=FrozenAction(team=8))], [frozen(action=FrozenAction(team=9))]).scenarios
    assert change.fields == (FieldChange("to team", "(gone)", "(gone)"),)


def test_scenarios_come_and_go_whole() -> None:
    found = difference([frozen("old")], [frozen("new")])
    assert [(change.key, change.kind, change.count) for change in found.scenarios] == [
        ("new", "added", 1),
        ("old", "removed", 1),
    ]
    assert found.scenarios[0].phrases == (LineChange(None, ChangedLine("money back", "en")),)
    assert found.scenarios[1].phrases == (LineChange(ChangedLine("money back", "en"), None),)
    assert found.count == 2


def test_similar_lines_make_a_pair_and_others_do_not() -> None:
    before = frozen(phrases=[["i want a refund", "en"], ["gift card", "en"], ["geld zurück", ""]])
    after = frozen(phrases=[["i want my refund", "en"], ["where is my parcel", "en"], ["geld zurück", "de"]])
    [change] = difference([before], [after]).scenarios
    assert set(change.phrases) == {
        LineChange(ChangedLine("i want a refund", "en"), ChangedLine("i want my refund", "en")),
        LineChange(ChangedLine("geld zurück", ""), ChangedLine("geld zurück", "de")),
        LineChange(ChangedLine("gift card", "en"), None),
        LineChange(None, ChangedLine("where is my parcel", "en")),
    }
    assert change.count == 4


def test_a_phrase_that_becomes_an_exclusion_is_two_changes() -> None:
    after = frozen(phrases=[], exclusions=[["money back", "en"]])
    [change] = difference([frozen()], [after]).scenarios
    assert change.phrases == (LineChange(ChangedLine("money back", "en"), None),)
    assert change.exclusions == (LineChange(None, ChangedLine("money back", "en")),)


def test_the_order_of_lines_is_no_difference() -> None:
    lines = [["b", ""], ["a", ""]]
    assert difference([frozen(phrases=lines)], [frozen(phrases=lines[::-1])]) == Difference()


def test_thousands_of_lines_on_both_sides_are_told_without_pairs() -> None:
    before = frozen(phrases=[[f"alpha number {n}", "en"] for n in range(300)])
    after = frozen(phrases=[[f"alpha nummer {n}", "en"] for n in range(300)])
    [change] = difference([before], [after]).scenarios
    assert change.count == 600


@pytest.mark.parametrize(
    ("old", "new", "kind", "added", "removed"),
    [
        ({}, {"parcel": ["parcel", "box"]}, "added", ("parcel", "box"), ()),
        ({"parcel": ["parcel"]}, {}, "removed", (), ("parcel",)),
        ({"parcel": ["parcel", "box"]}, {"parcel": ["parcel", "crate"]}, "changed", ("crate",), ("box",)),
        ({"parcel": ["a", "b"]}, {"parcel": ["b", "a"]}, "changed", (), ()),
    ],
)
def test_groups(old: Any, new: Any, kind: str, added: Any, removed: Any) -> None:
    [change] = difference([], [], old=old, new=new).groups
    assert (change.name, change.kind, change.added, change.removed) == ("parcel", kind, added, removed)


def test_a_shipped_group_is_compared_with_its_shipped_words() -> None:
    shipped = list(shipped_lexicon().groups["person"])
    [change] = difference([], [], new={"person": [*shipped, "specialist in charge"]}).groups
    assert (change.kind, change.added, change.removed, change.is_shipped) == (
        "changed", ("specialist in charge",), (), False,
    )  # fmt: skip
    [back] = difference([], [], old={"person": [*shipped, "specialist in charge"]}).groups
    assert (back.kind, back.removed, back.is_shipped) == ("changed", ("specialist in charge",), True)


def test_a_version_is_described_in_words() -> None:
    told = dict(describe(frozen(action=FrozenAction(team=1), limits={"attempts": 3}), NAMES))
    assert told["to team"] == "Support"
    assert told["failed attempts"] == "3"
    assert told["create a task"] == "yes"
