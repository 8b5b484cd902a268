"""Regression cases: what each expectation demands, and what is said of a failure."""

import pytest

from tests.factories import scenes
from tests.factories.conversations import MessageFactory
from tests.factories.triggers import RegressionCaseFactory, ScenarioFactory
from triggers.enums import Expectation, Mode
from triggers.facts import Facts, Signals, Turn
from triggers.models import RegressionCase, Scenario
from triggers.services.regression import Demand, judge_cases, keep_case, run_cases
from triggers.services.rules import active_ruleset, compile_snapshot, draft_snapshot

pytestmark = pytest.mark.django_db

ASKS = "I want to talk to a human"
LEAKS = "there is water everywhere"
BOTH = f"{LEAKS}, {ASKS}"


@pytest.fixture(autouse=True)
def rules() -> None:
    scenes.publish_rules(explicit_request="talk to a human", leaks="water everywhere")


@pytest.mark.parametrize(
    ("text", "expectation", "key", "passes", "came"),
    [
        (ASKS, "fires", "explicit_request", True, ""),
        ("hello", "fires", "explicit_request", False, "“Explicit request” does not fire"),
        (BOTH, "fires", "leaks", True, ""),
        (LEAKS, "silent", "explicit_request", True, ""),
        (ASKS, "silent", "explicit_request", False, "“Explicit request” fires: found"),
        (BOTH, "acts", "explicit_request", True, ""),
        (BOTH, "acts", "leaks", False, "“Explicit request” triggers a handoff."),
        ("hello", "acts", "leaks", False, "No handoff."),
        ("hello", "nobody", "", True, ""),
        (LEAKS, "nobody", "", False, "“Leaks” triggers a handoff."),
        (ASKS, "silent", "gone", True, ""),
        (ASKS, "fires", "gone", False, "“gone” is off or was removed."),
    ],
)
def test_what_a_case_demands(text: str, expectation: str, key: str, passes: bool, came: str):
    RegressionCaseFactory.create(facts=Facts(text=text).as_json(), expectation=expectation, scenario_key=key)

    [result] = run_cases(active_ruleset())

    assert result.passed is passes, result.came
    assert came in result.came


@pytest.mark.parametrize("mode", [Mode.SHADOW, Mode.OFF])
def test_a_scenario_in_shadow_fires_but_calls_nobody(mode: Mode):
    Scenario.objects.filter(key="leaks").update(mode=mode)
    facts = Facts(text=LEAKS).as_json()
    fires = RegressionCaseFactory.create(facts=facts, expectation=Expectation.FIRES, scenario_key="leaks")
    nobody = RegressionCaseFactory.create(facts=facts, expectation=Expectation.NOBODY)

    passed = {result.case: result.passed for result in run_cases(compile_snapshot(draft_snapshot()))}

    assert passed == {fires: mode == Mode.SHADOW, nobody: True}


def test_only_what_must_pass_is_run_before_publishing():
    proposal = RegressionCaseFactory.create(is_active=False)
    assert run_cases(active_ruleset()) == []
    assert [result.case for result in judge_cases(active_ruleset(), [proposal])] == [proposal]


@pytest.mark.parametrize("facts", [{}, {"text": "x", "context": [{"role": "user"}]}, {"text": "x", "signals": 3}])
def test_a_damaged_case_fails_and_says_so(facts: object):
    RegressionCaseFactory.create(facts=facts)
    [result] = run_cases(active_ruleset())
    assert (result.passed, result.decision) == (False, None)
    assert "can't be read" in result.came


def test_a_case_keeps_all_that_the_decision_knew():
    facts = Facts(
        text=ASKS,
        lang="en",
        context=(Turn("user", "hello"), Turn("bot", "Good morning")),
        channel="webchat",
        tags=frozenset({"gold"}),
        is_vip=True,
        failed_attempts=1,
        signals=Signals(confidence=0.2, information_gap=True),
    )
    kept = keep_case(name="n" * 500, facts=facts, demand=Demand(Expectation.ACTS, "explicit_request"), user=None)

    stored = RegressionCase.objects.get(pk=kept.pk)

    assert len(stored.name) == 160
    [result] = judge_cases(active_ruleset(), [stored])
    assert result.passed
    assert stored.facts == facts.as_json()


def test_one_message_demands_one_thing_of_a_scenario():
    message = MessageFactory.create()
    ScenarioFactory.create(key="other")
    for demand in (Demand(Expectation.FIRES, "leaks"), Demand(Expectation.SILENT, "leaks")):
        keep_case(name="case", facts=Facts(text="x"), demand=demand, user=None, message=message)
    keep_case(name="c", facts=Facts(text="x"), demand=Demand(Expectation.FIRES, "other"), user=None, message=message)
    kept = RegressionCase.objects.filter(message=message).order_by("scenario_key")
    assert [(case.scenario_key, case.expectation) for case in kept] == [("leaks", "silent"), ("other", "fires")]


def test_erasing_a_message_erases_its_case():
    message = MessageFactory.create()
    keep_case(name="case", facts=Facts(text="x"), demand=Demand(Expectation.FIRES, "leaks"), user=None, message=message)
    message.delete()
    assert not RegressionCase.objects.exists()
