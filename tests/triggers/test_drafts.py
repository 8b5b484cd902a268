"""The rows are the draft: what differs, who changed it, throwing it away, and an earlier version brought back."""

from typing import Any

import pytest

from accounts.models import Team, User
from conversations.enums import Priority
from conversations.models import Tag
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.conversations import TagFactory
from tests.factories.triggers import PhraseFactory, ScenarioFactory
from triggers.engine import decide
from triggers.facts import Facts
from triggers.models import Phrase, Scenario, TriggerVersion, WordGroup
from triggers.presets import load_preset
from triggers.services.changes import changes_since
from triggers.services.draft_state import draft_state
from triggers.services.presets.install import install_preset
from triggers.services.publishing import PublishRefusedError, check_draft, publish_draft
from triggers.services.rules import active_ruleset, bring_back, discard_draft, draft_snapshot, publish
from triggers.services.snapshots import freeze

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def scenario() -> Scenario:
    made = ScenarioFactory.create(
        key="hotel", name="Hotel", category="sensitive", team=TeamFactory.create(), person=UserFactory.create(),
        limits={"amount": 5}, handoff_priority=Priority.URGENT, reactivation_minutes=45, task_title="Call",
        task_priority=Priority.LOW,
    )  # fmt: skip
    made.tags.set([TagFactory.create(slug="big"), TagFactory.create(slug="group")])
    PhraseFactory.create(scenario=made, text="book ten rooms", language="en")
    PhraseFactory.create(scenario=made, text="cancel ten rooms", is_exclusion=True)
    return made


def spoil(scenario: Scenario) -> None:
    """Change all that there is of the draft."""
    scenario.name, scenario.team, scenario.person, scenario.limits = "Inn", None, None, {}
    scenario.handoff_priority, scenario.reactivation_minutes, scenario.task_title = Priority.LOW, 1, ""
    scenario.save()
    scenario.tags.clear()
    scenario.phrases.all().delete()
    PhraseFactory.create(scenario=scenario, text="purple elephant")
    PhraseFactory.create(text="green giraffe", scenario__key="new")
    WordGroup.objects.create(name="beast", words="elephant")


class TestDraft:
    """What differs from the published rules."""

    def test_before_anything_is_published_all_is_new(self, scenario: Scenario) -> None:
        state = draft_state()
        assert state.version is None
        assert [change.kind for change in state.difference.scenarios] == ["added"]
        assert discard_draft() is None
        assert Scenario.objects.count() == 1

    def test_after_publishing_nothing_differs(self, scenario: Scenario) -> None:
        WordGroup.objects.create(name="beast", words="elephant|giraffe")
        publish()
        assert draft_state().count == 0

    def test_the_shipped_rules_leave_no_difference(self) -> None:
        install_preset()
        state = draft_state()
        assert state.version is not None
        assert state.count == 0
        assert check_draft(state).fault == ""

    def test_what_is_saved_differs_and_decides_nothing(self, scenario: Scenario) -> None:
        publish()
        spoil(scenario)
        difference = draft_state().difference
        [changed, added] = sorted(difference.scenarios, key=lambda change: change.kind, reverse=True)[:2]
        assert (changed.key, len(changed.fields), len(changed.phrases), len(changed.exclusions)) == ("hotel", 8, 2, 1)
        assert (added.key, added.kind) == ("new", "added")
        assert [group.name for group in difference.groups] == ["beast"]
        assert not decide(active_ruleset(), Facts(text="purple elephant")).fired

    def test_its_cost_does_not_grow_with_the_rules(
        self, scenario: Scenario, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(5):
            PhraseFactory.create()
        publish()
        with django_assert_max_num_queries(8):
            draft_state()

    def test_a_snapshot_is_the_same_whether_frozen_alone_or_with_all(self, scenario: Scenario) -> None:
        [frozen] = draft_snapshot().scenarios
        assert frozen == freeze(scenario)
        assert frozen["action"]["tags"] == sorted(scenario.tags.values_list("pk", flat=True))


class TestGoingBack:
    """Discarding the draft, and bringing a version back."""

    def test_a_discarded_draft_is_the_published_rules_again(self, scenario: Scenario) -> None:
        version = publish()
        kept = scenario.phrases.get(is_exclusion=True).pk
        spoil(scenario)
        assert discard_draft() == version
        assert draft_state().count == 0
        assert Scenario.objects.get() == scenario, "detections and handoffs still point to it"
        assert not Phrase.objects.filter(pk=kept).exists(), "it was deleted; a new row has its words"
        assert TriggerVersion.objects.count() == 1

    def test_what_did_not_change_keeps_its_row_and_its_history(self, scenario: Scenario) -> None:
        publish()
        before = (set(Phrase.objects.values_list("pk", flat=True)), Scenario.history.count())
        PhraseFactory.create(scenario=scenario, text="one more")
        discard_draft()
        assert (set(Phrase.objects.values_list("pk", flat=True)), Scenario.history.count()) == before

    def test_a_deleted_scenario_comes_back_with_everything(self, scenario: Scenario) -> None:
        publish()
        frozen = freeze(scenario)
        scenario.delete()
        discard_draft()
        assert freeze(Scenario.objects.get()) == frozen

    def test_a_version_is_brought_back_as_the_next_one_and_as_the_draft(self, scenario: Scenario) -> None:
        user = UserFactory.create()
        first = publish()
        spoil(scenario)
        publish()
        assert decide(active_ruleset(), Facts(text="purple elephant")).fired
        third = bring_back(version=first, user=user)
        assert (third.number, third.restores, third.published_by) == (3, first, user)
        assert (third.snapshot, third.groups) == (first.snapshot, first.groups)
        assert "v1" in third.note
        assert draft_state().count == 0
        assert not decide(active_ruleset(), Facts(text="purple elephant")).fired
        assert active_ruleset().version == 3

    def test_what_a_version_names_and_is_gone_is_left_out_of_the_draft(self, scenario: Scenario) -> None:
        first = publish()
        Scenario.objects.update(team=None)
        Team.objects.filter(pk=scenario.team_id or 0).delete()
        User.objects.filter(pk=scenario.person_id or 0).delete()
        Tag.objects.filter(slug="big").delete()
        bring_back(version=first)
        scenario.refresh_from_db()
        assert (scenario.team, scenario.person, scenario.tags.count()) == (None, None, 1)
        [change] = draft_state().difference.scenarios
        assert {field.label: field.before for field in change.fields}["to team"] == "(gone)"

    def test_a_version_that_cannot_be_read_any_more_changes_nothing(self, scenario: Scenario) -> None:
        broken = TriggerVersion.objects.create(number=1, snapshot=[freeze(scenario) | {"phrases": [["talk [to", ""]]}])
        publish()
        with pytest.raises(ValueError, match="never closed"):
            bring_back(version=broken)
        assert TriggerVersion.objects.count() == 2
        assert draft_state().count == 0


class TestPublishing:
    """By a person: only what they saw, and only when every check passes."""

    def test_a_draft_that_changed_since_it_was_shown_is_refused(self, scenario: Scenario) -> None:
        shown = draft_state()
        PhraseFactory.create(scenario=scenario)
        with pytest.raises(PublishRefusedError, match="changed since"):
            publish_draft(user=UserFactory.create(), note="", digest=shown.digest)
        assert not TriggerVersion.objects.exists()

    def test_another_version_in_between_is_refused_too(self, scenario: Scenario) -> None:
        shown = draft_state()
        publish()
        with pytest.raises(PublishRefusedError, match="changed since"):
            publish_draft(user=UserFactory.create(), note="", digest=shown.digest)

    def test_nothing_new_is_not_published(self, scenario: Scenario) -> None:
        publish()
        with pytest.raises(PublishRefusedError, match="Nothing to publish"):
            publish_draft(user=UserFactory.create(), note="", digest=draft_state().digest)

    def test_who_and_why_are_kept(self, scenario: Scenario) -> None:
        user = UserFactory.create()
        version = publish_draft(user=user, note="ten rooms", digest=draft_state().digest)
        assert (version.published_by, version.note, version.number) == (user, "ten rooms", 1)


class TestChanges:
    """Who changed what, and when."""

    def test_each_change_is_told_with_what_was_changed(self, scenario: Scenario) -> None:
        moment = publish().published_at
        user = UserFactory.create(name="Ana Admin")
        scenario.name, scenario.priority = "Inn", 9
        scenario._history_user = user  # type: ignore[attr-defined] # read by the history
        scenario.save()
        scenario.save()  # nothing new
        phrase = PhraseFactory.create(scenario=scenario, text="purple elephant")
        phrase.delete()
        WordGroup.objects.create(name="beast", words="elephant")
        found, count = changes_since(moment)
        assert [(change.who, change.kind, change.name, change.what) for change in found] == [
            ("the desk", "word group", "@beast", "added"),
            ("the desk", "phrase", "purple elephant", "removed"),
            ("the desk", "phrase", "purple elephant", "added"),
            ("Ana Admin", "scenario", "Inn", "name, priority"),
        ]
        assert count == 4

    def test_only_what_came_after_the_version_is_told(self, scenario: Scenario) -> None:
        assert changes_since(None)[1] == 3
        assert changes_since(publish().published_at) == ([], 0)

    def test_thousands_are_counted_and_the_newest_told(self, scenario: Scenario) -> None:
        moment = publish().published_at
        texts = [f"line {number}" for number in range(250)]
        for text in texts:
            PhraseFactory.create(scenario=scenario, text=text)
        found, count = changes_since(moment)
        assert (len(found), count, found[0].name) == (200, 250, "line 249")

    def test_what_was_brought_back_says_so(self, scenario: Scenario) -> None:
        first = publish()
        spoil(scenario)
        publish()
        bring_back(version=first)
        assert any("v1 restored" in change.what for change in changes_since(first.published_at)[0])

    def test_a_discarded_draft_is_one_change_each_time(self, scenario: Scenario) -> None:
        moment = publish().published_at
        for _ in range(2):
            spoil(scenario)
            discard_draft()
            scenario = Scenario.objects.get()
        found, count = changes_since(moment)
        told = [change for change in found if "discarded" in change.what]
        assert [(each.who, each.name, each.what) for each in told] == [("the desk", "", "draft discarded")] * 2
        assert count == len(found)
        assert len({each.kind for each in told}) == 1
        # Two phrases and a new scenario and a word group go, two phrases come back, the scenario is set right.
        assert told[0].kind == "7 changes"
        assert any((change.name, change.what) == ("purple elephant", "added") for change in found)

    def test_a_discard_of_a_single_row_says_which(self, scenario: Scenario) -> None:
        moment = publish().published_at
        PhraseFactory.create(scenario=scenario, text="purple elephant")
        discard_draft()
        assert [(change.name, change.what) for change in changes_since(moment)[0]] == [
            ("purple elephant", "removed (draft discarded)"),
            ("purple elephant", "added"),
        ]


def test_the_general_preset_can_be_brought_back_whole() -> None:
    install_preset()
    first = TriggerVersion.objects.get()
    Scenario.objects.filter(key__in=["vip", "sensitive"]).delete()
    bring_back(version=first)
    assert draft_state().count == 0
    assert Scenario.objects.count() == len(load_preset().scenarios)
