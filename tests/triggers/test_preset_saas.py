"""The software preset: its scenarios act in every language, and everyday questions of users rest."""

import pytest

from tests.triggers.trades import acting_pairs, false_alarms, judge, own_fired, resting, untried

NAME = "saas"


def test_every_scenario_is_tried_in_every_language():
    assert untried(NAME) == []


@pytest.mark.parametrize(("key", "text"), acting_pairs(NAME))
def test_acts(key, text):
    assert judge(NAME, text).scenario == key


@pytest.mark.parametrize("text", resting(NAME))
def test_rests(text):
    assert own_fired(NAME, text) == set()


def test_harmless_sentences_call_nobody():
    assert false_alarms(NAME) == {}


@pytest.mark.parametrize(("text", "fires"), [("our budget is 12,000 euros", True), ("I paid 1,200 euros", False)])
def test_a_contract_is_large_from_ten_thousand(text, fires):
    assert ("saas_enterprise" in own_fired(NAME, text)) is fires


def test_a_subscription_goes_to_customer_success_before_the_general_team():
    decision = judge(NAME, "we want to cancel our annual plan")
    assert decision.scenario == "saas_retention"
    assert any(result.key == "cancellation" and result.fired for result in decision.results)
