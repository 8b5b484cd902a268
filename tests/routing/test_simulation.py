"""What would happen: the same as what does, and not a trace of it afterwards."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time
from threading import Barrier
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections

from conversations.enums import LeadClass, Priority
from conversations.models import AiProfile, ChannelAccount, Lead, Message
from conversations.wake import redirected
from routing.models import Handoff
from routing.rehearsal.outcome import describe_ending
from routing.rehearsal.simulation import (
    MOST_LINES,
    Play,
    Rules,
    SimulatedCustomer,
    SimulatedLine,
    Simulation,
    draft_rules,
    published_rules,
    simulate,
    zone_of,
)
from tests.factories import scenes
from tests.factories.accounts import TeamFactory, make_agent
from tests.factories.conversations import ChannelAccountFactory, TagFactory
from tests.factories.routing import (
    AcknowledgementTemplateFactory,
    AgentProfileFactory,
    CalendarFactory,
    CalendarSpanFactory,
    SlaPolicyFactory,
)
from tests.factories.triggers import PhraseFactory, ScenarioFactory
from triggers.models import Scenario
from triggers.services.compiled import active_version
from triggers.services.rules import active_ruleset, publish

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
ASKS = "I want to talk to a human"


@pytest.fixture
def account() -> ChannelAccount:
    AiProfile.objects.create(name="test", is_default=True, debounce_ms=0)
    return ChannelAccountFactory.create(team=TeamFactory.create(name="Support"))


@pytest.fixture(autouse=True)
def rules() -> None:
    scenes.publish_rules(explicit_request="talk to a human", leaks="water everywhere")


@pytest.fixture
def woken() -> Iterator[list[str]]:
    """What would have been sent to workers."""
    jobs: list[str] = []
    with redirected(lambda job, _ids: jobs.append(job)):
        yield jobs


def play(
    account: ChannelAccount,
    *lines: str | SimulatedLine,
    at: datetime = MONDAY,
    rules: Rules | None = None,
    **customer: Any,
) -> Simulation:
    written = tuple(SimulatedLine(line) if isinstance(line, str) else line for line in lines)
    return simulate(Play(account, SimulatedCustomer(**customer), written, at, rules or published_rules()))


def ai(text: str, *reports: str, confidence: float | None = 0.9) -> SimulatedLine:
    return SimulatedLine(text, by_ai=True, confidence=confidence, reports=frozenset(reports))


def count_rows() -> dict[str, int]:
    """Count every table that a model has."""
    names = connection.introspection.table_names()
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in names]
    return {model._meta.label: model._default_manager.count() for model in models}


@pytest.mark.parametrize("choose", [published_rules, draft_rules])
def test_not_a_row_and_not_a_wakeup_is_left(account, woken, django_capture_on_commit_callbacks, choose):
    AgentProfileFactory.create(user=make_agent(account.team, name="Ana"), last_assigned_at=None)
    chosen, before, version = choose(), count_rows(), active_version()

    with django_capture_on_commit_callbacks() as callbacks:
        found = play(
            account, "hello", ai("Good morning."), ASKS, "still there?", rules=chosen, tags=[TagFactory.create()]
        )

    before["conversations.Tag"] += 1
    assert found.ending is not None
    assert count_rows() == before
    assert (callbacks, woken) == ([], [])
    assert active_version() == active_ruleset().version == version
    assert account.team.members.get().agent_profile.last_assigned_at is None


def test_it_is_what_really_happens(account):
    tag = TagFactory.create(name="Urgent")
    scenario = Scenario.objects.get(key="leaks")
    scenario.tags.add(tag)
    Scenario.objects.filter(pk=scenario.pk).update(
        handoff_priority=Priority.URGENT, task_title="Stop the water", acknowledgement="leak"
    )
    AcknowledgementTemplateFactory.create(key="leak", text="{team} comes within {wait}.")
    AgentProfileFactory.create(user=make_agent(account.team, name="Ana Agent"))
    publish()
    text = "Help, water everywhere!"

    found = play(account, text, name="Sam Doe")
    conversation = scenes.written(text, account=account)
    real = describe_ending(Handoff.objects.get(conversation=conversation))

    assert found.ending is not None
    told = found.ending
    assert told.acknowledgement == real.acknowledgement == "Support comes within 5 minutes."
    assert (told.team, told.agent, told.why_there) == (real.team, real.agent, real.why_there)
    assert told.agent == "Ana Agent"
    assert (told.reason, told.category, told.scenario) == (real.reason, real.category, real.scenario)
    assert (told.tags, told.header) == (real.tags, real.header) == (("Urgent",), real.header)
    assert told.priority == Priority.URGENT
    assert told.task
    assert real.task
    assert (told.task.title, told.task.priority) == (real.task.title, real.task.priority)
    assert (told.task.title, told.task.priority) == ("Stop the water", "urgent")
    assert {alarm.name for alarm in told.alarms} == {alarm.name for alarm in real.alarms}
    assert [said.text for said in found.thread] == [text, told.acknowledgement]


def test_who_nobody_is_called_for(account):
    found = play(account, "hello", ai("Good morning."))
    assert found.ending is None
    assert [bool(step.decision and step.decision.fired) for step in found.steps] == [False, False]
    assert [said.author for said in found.thread] == ["lead", "ai"]
    assert found.thread[1].text.endswith("Good morning.")


def test_the_draft_brings_its_own_words_and_its_own_action(account):
    other = TeamFactory.create(name="Plumbers")
    Scenario.objects.filter(key="leaks").update(team=other, task_title="Only a draft")
    PhraseFactory.create(scenario=Scenario.objects.get(key="leaks"), text="my cellar is a lake")

    words = "my cellar is a lake"
    assert play(account, words).ending is None
    draft = play(account, words, rules=draft_rules()).ending
    published = play(account, "water everywhere").ending

    assert draft
    assert draft.task
    assert published
    assert published.task
    assert (draft.team, draft.task.title) == ("Plumbers", "Only a draft")
    assert (published.team, published.task.title) == ("Support", "Leaks")


def test_a_draft_can_be_tried_before_anything_was_published(account):
    Scenario.objects.all().delete()
    from_nothing = ScenarioFactory.create(key="new", name="New", category="sensitive")
    PhraseFactory.create(scenario=from_nothing, text="smells of gas")
    found = play(account, "it smells of gas", rules=draft_rules())
    assert found.ending
    assert found.ending.scenario == "New"


@pytest.mark.parametrize(("at", "words"), [(MONDAY, "within"), (SUNDAY, "open again Monday 2 March, 09:00")])
def test_hours_are_those_of_the_given_time(account, at: datetime, words: str):
    calendar = CalendarFactory.create(always_open=False, time_zone="Europe/Madrid")
    CalendarSpanFactory.create(calendar=calendar, weekday=0, opens=time(9), closes=time(17))
    SlaPolicyFactory.create(team=account.team, calendar=calendar)

    found = play(account, ASKS, at=at)

    assert zone_of(account).key == "Europe/Madrid"
    assert found.ending
    assert words in found.ending.acknowledgement
    due = {alarm.due_at for alarm in found.ending.alarms}
    assert min(due) > at


def test_after_the_handoff_the_ai_is_silent_and_nothing_is_judged(account):
    steps = play(account, ASKS, ai("I can help as well."), "hello?").steps
    assert [bool(step.decision) for step in steps] == [True, False, False]
    assert "paused" in steps[1].note
    assert "already a handoff" in steps[2].note


def test_the_ai_speaks_only_when_it_was_asked(account):
    steps = play(account, ai("Hello!"), "hello", ai("Good morning."), ai("Anything else?")).steps
    assert ["answers only once" in step.note for step in steps] == [True, False, False, True]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (ai("Ten metres.", confidence=0.1), "Unsure"),
        (ai("", "escalate"), "The AI asked for a person"),
        (ai("I am connecting you with a colleague now."), "The AI promised a person"),
        (ai("", "failed"), "The AI could not answer (reported)"),
    ],
)
def test_what_the_ai_reports_calls_a_person(account, line: SimulatedLine, reason: str):
    ScenarioFactory.create(key="unsure", name="Unsure", category="low_confidence", limits={"confidence": 0.5})
    publish()
    found = play(account, "How deep is your well?", line)
    assert found.ending
    assert found.ending.reason == reason
    assert "person instead" in found.steps[1].note


def test_a_step_keeps_the_facts_by_which_it_was_judged(account):
    step = play(account, "hello", ai("Good morning."), ASKS, language="en").steps[2]
    assert step.facts
    assert (step.facts.text, step.facts.lang, step.facts.channel) == (ASKS, "en", "whatsapp")
    assert [(turn.role, turn.text.split()[-1]) for turn in step.facts.context] == [
        ("user", "hello"),
        ("bot", "morning."),
    ]


def test_the_customer_brings_what_rules_look_at(account):
    owner = make_agent(account.team, name="Olga Owner")
    scenario = ScenarioFactory.create(key="valued", name="Valued", category="vip")
    publish()
    tag = TagFactory.create(slug="gold")

    found = play(account, "hello", is_vip=True, lead_class=LeadClass.HOT, tags=[tag], owner=owner)

    facts = found.steps[0].facts
    assert facts
    assert (facts.is_vip, facts.lead_class, facts.tags, facts.has_owner) == (True, "hot", frozenset({"gold"}), True)
    assert found.ending
    assert (found.ending.scenario, found.ending.agent) == (scenario.name, "Olga Owner")
    assert "owner" in found.ending.why_there


def test_an_account_without_ai_calls_a_person_at_once(account):
    ChannelAccount.objects.filter(pk=account.pk).update(autopilot=False)
    account.refresh_from_db()
    found = play(account, "hello")
    assert found.ending
    assert found.ending.reason == "The AI is off on this channel"


def test_a_play_has_an_end(account):
    assert len(play(account, *["hello"] * (MOST_LINES + 5)).steps) == MOST_LINES


@pytest.mark.django_db(transaction=True)
def test_it_is_undone_at_the_top_of_a_connection_too(account, woken):
    before = count_rows()
    assert play(account, ASKS, rules=draft_rules()).ending
    assert count_rows() == before
    assert woken == []
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_others_go_on_meanwhile_and_see_nothing_of_it(account):
    AgentProfileFactory.create(user=make_agent(account.team))
    draft, start = draft_rules(), Barrier(4)
    version = active_version()

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait()
            return act()
        finally:
            connections.close_all()

    acts: tuple[Callable[[], object], ...] = (
        lambda: play(account, ASKS, rules=draft).ending,
        lambda: play(account, ASKS, rules=draft).ending,
        lambda: scenes.written(ASKS, account=account),
        publish,
    )
    with ThreadPoolExecutor(len(acts)) as pool:
        done = list(pool.map(run, acts))

    assert all(done)
    assert active_version() == version + 1
    assert [lead.name for lead in Lead.objects.all()] == ["Sam Doe"]
    [judged] = Message.objects.filter(author="lead").values_list("judged", flat=True)
    assert judged is not None
    assert judged["version"] in (version, version + 1)
