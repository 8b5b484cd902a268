"""What happens when a scenario fires is what was published, whatever has been saved since."""

import datetime as dt

import pytest
from django.db import connection

from accounts.models import User
from conversations.enums import Floor, Priority
from conversations.models import Conversation, Message, Tag
from conversations.services.thread import lock_thread
from routing.models import Deadline, Handoff, Task
from routing.services.actions import Action, resolve_action
from routing.services.clocks import reactivation_due
from routing.services.handoffs import reactivation_window
from tests.factories.accounts import MembershipFactory, TeamFactory, UserFactory
from tests.factories.conversations import TagFactory
from tests.factories.triggers import PhraseFactory, ScenarioFactory
from tests.flows.stage import Stage, set_stage
from triggers.actions import FrozenAction, thaw_action
from triggers.models import Detection, Scenario
from triggers.services.rules import publish

pytestmark = pytest.mark.django_db
TEXT = "we would like to book ten rooms"


@pytest.fixture
def stage() -> Stage:
    return set_stage(rules=False)


@pytest.fixture
def scenario(stage: Stage) -> Scenario:
    made = ScenarioFactory.create(
        key="hotel", name="Hotel booking", category="complex_request", team=stage.other_team,
        handoff_priority=Priority.URGENT, person=MembershipFactory.create().user,
        task_title="Call the hotel", reactivation_minutes=45,
    )  # fmt: skip
    made.tags.set([TagFactory.create(slug="big-order")])
    PhraseFactory.create(scenario=made, text="book ten rooms")
    publish()
    return made


def test_a_change_of_the_draft_changes_nothing_for_customers(stage: Stage, scenario: Scenario) -> None:
    person = scenario.person
    Scenario.objects.update(
        name="Hidden", team=None, person=None, handoff_priority=Priority.LOW,
        task_title="", makes_task=False, mode="off",
        reactivation_minutes=9999,
    )  # fmt: skip
    scenario.tags.clear()
    conversation = stage.says(TEXT)
    handoff = Handoff.objects.get()
    assert (handoff.reason, handoff.scenario, handoff.team, handoff.agent) == (
        "Hotel booking", scenario, stage.other_team, person,
    )  # fmt: skip
    assert conversation.priority == Priority.URGENT
    assert list(conversation.tags.values_list("slug", flat=True)) == ["big-order"]
    assert Task.objects.get().title == "Call the hotel"
    due = Deadline.objects.get(kind="reactivation").due_at
    assert due - handoff.detected_at == dt.timedelta(minutes=45)
    publish()
    assert stage.says(TEXT, customer="another").floor == Floor.AI, "now it is off"


def test_a_scenario_deleted_from_the_draft_still_acts_as_published(stage: Stage, scenario: Scenario) -> None:
    scenario.delete()
    conversation = stage.says(TEXT)
    handoff, detection = Handoff.objects.get(), Detection.objects.get()
    assert (handoff.scenario, detection.scenario) == (None, None)
    assert (handoff.reason, handoff.team, handoff.priority) == ("Hotel booking", stage.other_team, Priority.URGENT)
    assert detection.trace["scenario"] == "hotel"
    assert detection.version.number == 1
    assert Task.objects.get().title == "Call the hotel"
    assert reactivation_window(handoff) == dt.timedelta(minutes=45)
    assert Message.objects.filter(conversation=conversation, purpose="acknowledgement").exists()


def test_a_clock_that_runs_again_keeps_the_window_it_was_opened_with(stage: Stage, scenario: Scenario) -> None:
    conversation = stage.says(TEXT)
    Scenario.objects.update(reactivation_minutes=1)
    with lock_thread(conversation.pk) as thread:
        reactivation_due(thread, Deadline.objects.get(kind="reactivation"))
        now = thread.now
    assert Deadline.objects.get(kind="reactivation", state="armed").due_at == now + dt.timedelta(minutes=45)


def test_what_is_gone_counts_as_not_named(stage: Stage, scenario: Scenario) -> None:
    User.objects.filter(pk=scenario.person_id or 0).delete()
    Tag.objects.all().delete()
    Scenario.objects.update(team=None)
    stage.other_team.delete()
    conversation = stage.says(TEXT)
    assert (conversation.team, conversation.tags.count()) == (stage.team, 0)
    assert Handoff.objects.get().priority == Priority.URGENT


def test_rows_are_found_by_their_keys_with_at_most_two_statements(stage: Stage, django_assert_num_queries) -> None:
    conversation = Conversation.objects.select_related("team").get(pk=stage.says("hello").pk)
    team, person, tag = TeamFactory.create(), UserFactory.create(), TagFactory.create()
    everything = FrozenAction(team=team.pk, person=person.pk, tags=(tag.pk,), reactivation_minutes=5)
    with django_assert_num_queries(2, connection=connection):
        found = resolve_action(everything, conversation)
    assert (found.team, found.person, list(found.tags)) == (team, person, [tag])
    assert found.reactivation == dt.timedelta(minutes=5)
    with django_assert_num_queries(0, connection=connection):
        own = resolve_action(FrozenAction(team=conversation.team.pk), conversation)
    assert own.team == stage.team
    with django_assert_num_queries(1, connection=connection):
        alone = resolve_action(FrozenAction(person=person.pk), conversation)
    assert (alone.team, alone.person) == (None, person)
    assert resolve_action(FrozenAction(), conversation) == Action()


def test_a_frozen_action_is_the_same_after_a_way_through_json() -> None:
    action = FrozenAction(
        team=1, person=2, tags=(3, 4), handoff_priority=Priority.URGENT, task_title="Call", reactivation_minutes=9
    )
    assert thaw_action(action.as_json()) == action
    assert thaw_action({"team": 1, "of a later version": True}) == FrozenAction(team=1)
