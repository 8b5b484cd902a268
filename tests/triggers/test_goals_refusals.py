"""A customer who turns down what the bot says is not content, and is not angry either."""

import pytest

from triggers.engine import decide
from triggers.facts import Facts, Turn
from triggers.matching import ScenarioRule, compile_rules

OFFER = ("bot", "I found a table at the Harbour Inn. Would you like me to book it?")
FAILURE = ("bot", "Sorry, there are no rooms left in that hotel.")
CLOSING = ("bot", "Is there anything else I can help you with?")
DATA = ("bot", "Is it a gift for somebody?")


def dissatisfied(decision):
    return any(result.fired for result in decision.results if result.category == "frustration")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No, I need one with a garden", OFFER),
        ("nope, that one is too far away", OFFER),
        ("not that street, the other one", OFFER),
        ("that can not be, I saw it on your site", FAILURE),
        ("I asked for a double, not a single", FAILURE),
    ],
)
def test_a_refusal_counts(judge, text, said):
    assert dissatisfied(judge(text, ("user", "I need something for tonight"), said))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no", OFFER),
        ("No, I don't", OFFER),
        ("No thanks, that's all", OFFER),
        ("No, that is fine", OFFER),
        ("yes please", OFFER),
        ("no, nothing today", CLOSING),
        ("No, it is for my kitchen", DATA),
        ("try the one next door then", FAILURE),
    ],
)
def test_an_answer_does_not(judge, text, said):
    assert not dissatisfied(judge(text, ("user", "I need something for tonight"), said))


def test_without_a_bot_there_is_nothing_to_turn_down(judge):
    assert not dissatisfied(judge("No, I need one with a garden"))
    assert not dissatisfied(judge("No, I need one with a garden", ("agent", "Would you like me to book it?")))


def test_a_scenario_can_wait_for_the_second_refusal():
    ruleset = compile_rules([ScenarioRule("calm", "Calm", "frustration", settings={"refusals": 2})])
    offered = Turn("bot", OFFER[1])
    once = (offered,)
    twice = (offered, Turn("user", "No, I need one with a garden"), offered)
    assert not decide(ruleset, Facts(text="No, something by the sea", context=once)).fired
    assert decide(ruleset, Facts(text="No, something by the sea", context=twice)).fired


@pytest.mark.parametrize("refusals", [None, "many", float("nan"), -3, 0])
def test_a_setting_that_is_no_number_counts_as_one(refusals):
    ruleset = compile_rules([ScenarioRule("calm", "Calm", "frustration", settings={"refusals": refusals})])
    assert decide(ruleset, Facts(text="No, something by the sea", context=(Turn("bot", OFFER[1]),))).fired
