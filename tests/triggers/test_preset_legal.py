"""What is peculiar to the law office preset."""

import pytest

from tests.triggers.trades import judge

NAME = "legal"


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
    assert any(result.key == "hardship" and result.fired for result in decision.results)
