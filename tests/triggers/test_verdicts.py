"""A word on a decision: the last one counts, and makes a case that must pass or a proposal."""

import pytest

from accounts.models import User
from conversations.ai.types import Draft
from conversations.models import Message
from tests.factories import scenes
from tests.factories.accounts import UserFactory
from tests.factories.triggers import ScenarioFactory
from tests.triggers.test_explain import let_ai_answer, newest
from triggers.models import RegressionCase, Verdict
from triggers.services.regression import run_cases
from triggers.services.rules import active_ruleset
from triggers.services.verdicts import NotJudged, ReviewWord, UnknownScenario, give_verdict, withdraw_verdict, words_on

pytestmark = pytest.mark.django_db

KEY = "explicit_request"


@pytest.fixture
def user() -> User:
    return UserFactory.create()


@pytest.fixture
def fired() -> Message:
    """A message that called a person."""
    scenes.publish_rules(explicit_request="talk to a human")
    return newest(scenes.written("I want to talk to a human"))


def case() -> RegressionCase:
    return RegressionCase.objects.get()


def test_a_word_that_binds_makes_a_case_that_must_pass(fired: Message, user: User):
    give_verdict(message=fired, word=ReviewWord(KEY, should_fire=False, note=" a joke ", binds=True), user=user)

    verdict = Verdict.objects.get()
    assert (verdict.opinion, verdict.reviewer, verdict.note) == ("unnecessary", user, "a joke")
    assert (case().expectation, case().scenario_key, case().is_active) == ("silent", KEY, True)
    assert (case().created_by, case().message) == (user, fired)
    assert "I want to talk to a human" in case().name
    assert [result.passed for result in run_cases(active_ruleset())] == [False]


def test_an_agents_word_is_a_proposal(fired: Message, user: User):
    give_verdict(message=fired, word=ReviewWord(KEY, should_fire=False), user=user)
    assert (case().expectation, case().is_active) == ("silent", False)
    assert run_cases(active_ruleset()) == []


def test_the_last_word_counts(fired: Message, user: User):
    for should_fire in (False, True):
        give_verdict(message=fired, word=ReviewWord(KEY, should_fire=should_fire, binds=True), user=user)
    assert Verdict.objects.get().opinion == "justified"
    assert (case().expectation, case().is_active) == ("fires", True)
    assert [result.passed for result in run_cases(active_ruleset())] == [True]


def test_an_agents_word_never_touches_a_case_that_must_pass(fired: Message, user: User):
    boss, agent = user, UserFactory.create()
    give_verdict(message=fired, word=ReviewWord(KEY, should_fire=True, binds=True), user=boss)
    give_verdict(message=fired, word=ReviewWord(KEY, should_fire=False), user=agent)

    said = [(verdict.opinion, verdict.reviewer) for verdict in words_on(fired)]
    assert said == [("unnecessary", agent), ("justified", boss)], "each has a word; the last one is first"
    assert (case().expectation, case().is_active, case().created_by) == ("fires", True, boss)

    withdraw_verdict(message=fired, scenario_key=KEY, user=agent, binds=False)
    assert (words_on(fired).get().reviewer, RegressionCase.objects.count()) == (boss, 1)


@pytest.mark.parametrize("binds", [True, False])
def test_a_word_can_be_taken_back(fired: Message, user: User, binds: bool):
    give_verdict(message=fired, word=ReviewWord(KEY, should_fire=False, binds=binds), user=user)
    assert withdraw_verdict(message=fired, scenario_key=KEY, user=user, binds=binds) is True
    assert (Verdict.objects.count(), RegressionCase.objects.count()) == (0, 0)
    assert withdraw_verdict(message=fired, scenario_key=KEY, user=user, binds=binds) is False


def test_a_case_is_made_of_the_occasion_on_which_the_scenario_fired(user: User):
    ScenarioFactory.create(key="unsure", category="low_confidence", limits={"confidence": 0.5})
    scenes.publish_rules(explicit_request="talk to a human")
    conversation = scenes.written("How deep is your well?")
    let_ai_answer(conversation, Draft(text="Ten metres, I think.", confidence=0.2))

    give_verdict(message=newest(conversation), word=ReviewWord("unsure", should_fire=False, binds=True), user=user)

    assert case().facts["signals"]["confidence"] == 0.2
    assert [result.passed for result in run_cases(active_ruleset())] == [False]


def test_a_scenario_that_should_have_fired_was_missed(fired: Message, user: User):
    scenes.publish_rules(late="nobody says so")
    give_verdict(message=fired, word=ReviewWord("late", should_fire=True), user=user)
    assert (Verdict.objects.get().opinion, Verdict.objects.get().should_fire) == ("missed", True)


def test_what_was_not_judged_cannot_be_corrected(fired: Message, user: User):
    unjudged = newest(scenes.written("hello?", account=fired.account))
    with pytest.raises(NotJudged):
        give_verdict(message=unjudged, word=ReviewWord(KEY, should_fire=True), user=user)
    with pytest.raises(UnknownScenario):
        give_verdict(message=fired, word=ReviewWord("gone", should_fire=True), user=user)
    assert (Verdict.objects.count(), RegressionCase.objects.count()) == (0, 0)
