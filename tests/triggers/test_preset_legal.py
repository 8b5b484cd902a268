"""The law office preset: its scenarios act in every language, its everyday neighbours rest, its daily words do not."""

import pytest

from tests.triggers.trades import acting_pairs, false_alarms, judge, own_fired, resting, untried

NAME = "legal"


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


@pytest.mark.parametrize(
    "text", ["is my lawyer in the office today", "my attorney sent me the invoice", "we talked about the lease"]
)
def test_words_of_the_trade_are_no_alarm(text):
    assert not judge(NAME, text).fired


@pytest.mark.parametrize("text", ["I want to speak to a lawyer", "quiero hablar con un abogado"])
def test_asking_to_speak_to_a_lawyer_is_asking_for_a_person(text):
    assert judge(NAME, text).scenario == "explicit_request"


def test_a_death_is_still_one():
    decision = judge(NAME, "my father passed away and we need a lawyer for the estate")
    assert any(result.key == "sensitive" and result.fired for result in decision.results)
