"""A business rule fires when everything that it names holds, and says what does not."""

from typing import Any

import pytest

from triggers.engine import decide
from triggers.facts import Facts, Signals
from triggers.matching import Lexicon, ScenarioRule, compile_rules
from triggers.signals.conditions import CONDITIONS


def judge(settings, phrases=(), text="hello", **known):
    rule = ScenarioRule("own", "Own", "business_rule", phrases, settings=settings)
    (result,) = decide(compile_rules([rule], lexicon=Lexicon(groups={})), Facts(text=text, **known)).results
    return result


HOLDS: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"tags": ["dealer", "gold"]}, {"tags": frozenset({"gold"})}, "tagged gold"),
    ({"channels": ["webchat"]}, {"channel": "webchat"}, "on webchat"),
    ({"vip": True}, {"is_vip": True}, "the customer is a VIP"),
    ({"classes": ["warm", "hot"]}, {"lead_class": "warm"}, "the lead is warm"),
    ({"classes": ["hot"]}, {"lead_class": "cold", "signals": Signals(lead_class="hot")}, "the lead is hot"),
    ({"hours": "closed"}, {"is_open": False}, "outside opening hours"),
    ({"hours": "open"}, {"is_open": True}, "inside opening hours"),
    ({"unanswered": 15}, {"unanswered_minutes": 15}, "unanswered for 15 minutes, at least 15"),
    ({"languages": ["en", "de"]}, {"lang": "fr"}, "nobody covers the language fr"),
    ({"amount": 100, "currency": "EUR"}, {"text": "I have 120 euros"}, "120 is at least 100"),
    ({"quantity": 20}, {"text": "order 25 chairs"}, "a quantity of 25 is at least 20"),
]
MISSES = [
    ({"tags": ["dealer"]}, {}, "no tag of this rule"),
    ({"channels": ["webchat"]}, {"channel": "whatsapp"}, "another channel"),
    ({"vip": True}, {}, "not a VIP"),
    ({"classes": ["hot"]}, {}, "the lead is not classed"),
    ({"hours": "closed"}, {"is_open": True}, "inside opening hours"),
    ({"hours": "open"}, {"is_open": False}, "outside opening hours"),
    ({"unanswered": 15}, {"unanswered_minutes": 14}, "unanswered for 14 minutes, fewer than 15"),
    ({"unanswered": 15}, {"unanswered_minutes": 0}, "no earlier message is unanswered"),
    ({"languages": ["en", "de"]}, {"lang": "de-AT"}, "the language de-at is covered"),
    ({"amount": 100, "currency": "EUR"}, {"text": "I have 120 pounds"}, "no amount in EUR"),
    ({"amount": 100}, {"text": "hello"}, "no amount of money found"),
    ({"quantity": 20}, {"text": "order 5 chairs"}, "a quantity of 5 is below 20"),
    ({}, {}, "this rule names no condition"),
]
UNKNOWN = [
    ({"hours": "closed"}, "the opening hours are not known"),
    ({"hours": "open"}, "the opening hours are not known"),
    ({"unanswered": 1}, "no earlier message is unanswered"),
    ({"languages": ["en"]}, "the language is not known"),
]


@pytest.mark.parametrize(("settings", "known", "why"), HOLDS)
def test_a_condition_that_holds_fires_and_says_so(settings, known, why):
    result = judge(settings, **known)
    assert (result.fired, result.why) == (True, why)


@pytest.mark.parametrize(("settings", "known", "why"), MISSES)
def test_a_condition_that_fails_is_named(settings, known, why):
    result = judge(settings, **known)
    assert (result.fired, result.score, result.why) == (False, 0.0, why)


@pytest.mark.parametrize(("settings", "why"), UNKNOWN)
def test_what_nobody_knows_fires_nothing(settings, why):
    result = judge(settings)
    assert (result.fired, result.why) == (False, why)


def test_every_condition_is_tried_here():
    assert len({next(iter(settings)) for settings, _, _ in HOLDS}) == len(CONDITIONS)


def test_all_conditions_and_the_words_are_needed_together():
    settings = {"quantity": 100, "channels": ["webchat"]}
    words = ("[lamp|lamps]",)
    full = judge(settings, words, "we want 300 lamps", channel="webchat")
    assert full.fired
    assert full.why == 'found "[lamp|lamps]"; on webchat; a quantity of 300 is at least 100'
    assert [item.text for item in full.evidence] == ["300", "lamps"]
    assert not judge(settings, words, "we want 300 lamps", channel="whatsapp").fired
    assert not judge(settings, words, "we want 30 lamps", channel="webchat").fired
    assert not judge(settings, words, "we want 300 units of shade", channel="webchat").fired
    assert not judge(settings, ("~lamps",), "we want 300 lamps", channel="webchat").fired, "a sign needs a second one"


def test_a_setting_of_a_wrong_shape_is_read_as_far_as_it_goes():
    assert judge({"tags": "dealer"}, tags=frozenset({"dealer"})).fired
    assert not judge({"hours": 5, "unanswered": "soon", "languages": None}).fired
