"""The shop preset: its scenarios act in every language, and everyday questions of a shop rest."""

import pytest

from tests.triggers.trades import acting_pairs, false_alarms, judge, own_fired, resting, untried

NAME = "shop"


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


@pytest.mark.parametrize(("text", "fires"), [("our budget is 6,000 euros", True), ("I paid 600 euros", False)])
def test_an_order_is_large_from_five_thousand(text, fires):
    assert ("shop_bulk" in own_fired(NAME, text)) is fires


def test_a_burning_charger_goes_to_product_safety_and_not_only_to_the_emergency_route():
    decision = judge(NAME, "the charger I bought from you caught fire")
    assert decision.scenario == "shop_safety"
    assert any(result.key == "emergency" and result.fired for result in decision.results)
