"""Each category fires on what it is for and not on what lies beside it."""

import pytest

from triggers.engine import decide
from triggers.facts import Facts, Signals, Turn
from triggers.matching import ScenarioRule, compile_rules

FIRES = [
    ("cancellation", "please cancel my subscription"),
    ("cancellation", "I want my money back for this order"),
    ("cancellation", "how do I close my account"),
    ("sensitive", "my father passed away last week"),
    ("sensitive", "I lost my job and cannot pay the bill this month"),
    ("sensitive", "I have a sharp pain in my chest"),
    ("sensitive", "my lawyer will file a lawsuit"),
    ("frustration", "you are useless and this is a joke"),
    ("frustration", "I am so angry with your terrible service"),
    ("high_value", "could I get a quote for my new house insurance"),
    ("high_value", "we would like to become a distributor"),
    ("high_value", "our budget is $40,000 for this"),
]

RESTS = [
    ("cancellation", "what is the cancellation fee"),
    ("cancellation", "what is your refund policy"),
    ("cancellation", "please cancel my appointment on Friday"),
    ("cancellation", "where can I track the refund"),
    ("sensitive", "my legal last name is Meyer"),
    ("sensitive", "I am sick of waiting"),
    ("sensitive", "tell me a joke about lawyers"),
    ("frustration", "WHERE IS MY ORDER"),
    ("frustration", "the weather is bad today"),
    ("frustration", "no problem, thanks"),
    ("high_value", "where is my insurance card"),
    ("high_value", "I paid $40 yesterday"),
]


def fired(decision, category):
    return any(result.fired for result in decision.results if result.category == category)


@pytest.mark.parametrize(("category", "text"), FIRES)
def test_fires(judge, category, text):
    assert fired(judge(text), category)


@pytest.mark.parametrize(("category", "text"), RESTS)
def test_rests(judge, category, text):
    assert not fired(judge(text), category)


def test_capitals_count_only_after_a_bot_or_with_negative_words(judge):
    def score(*args):
        return max(r.score for r in judge(*args).results if r.category == "frustration")

    shouted = "I ASKED FOR THE BLUE ONE"
    assert score(shouted) == 0
    assert score(shouted, ("bot", "Here is the red one.")) > 0
    assert score("THIS IS SO ANNOYING") > score("this is so annoying")


def test_the_same_question_again_in_other_words_is_a_repetition(judge):
    asked = (("user", "when will my parcel arrive"), ("bot", "Our offices open at nine."))
    assert fired(judge("when does my parcel arrive?", *asked), "repetition")
    assert not fired(judge("can I pay with a gift voucher", *asked), "repetition")
    assert not fired(judge("when will my parcel arrive"), "repetition")


def test_failed_attempts_are_counted(judge):
    assert not fired(judge("and now?", failed_attempts=1), "failed_attempts")
    assert fired(judge("and now?", failed_attempts=2), "failed_attempts")
    deflected = ("bot", "Sorry, I don't understand. Could you rephrase?")
    rejected = judge("that didn't help", ("user", "open the box"), deflected)
    assert fired(rejected, "failed_attempts")


@pytest.mark.parametrize(
    ("scenario", "signals"),
    [
        ("low_confidence", Signals(confidence=0.2)),
        ("information_gap", Signals(information_gap=True)),
        ("ai_escalation", Signals(escalation_requested=True)),
        ("ai_escalation", Signals(promised_handoff=True)),
        ("failed_attempts", Signals(failed="timeout")),
        ("failed_attempts", Signals(tool_failed=True)),
        ("complex_request", Signals(complex_request=True)),
        ("out_of_scope", Signals(out_of_scope=True)),
        ("hot_lead", Signals(lead_class="hot")),
    ],
)
def test_what_the_ai_reports_can_ask_for_a_person(judge, scenario, signals):
    decision = judge("do you have it in green", signals=signals)
    assert decision.scenario == scenario
    assert not judge("do you have it in green").fired


def test_a_sure_answer_asks_for_nobody(judge):
    assert not judge("do you have it in green", signals=Signals(confidence=0.9, sentiment="positive")).fired


def test_shadow_is_recorded_and_never_fires(judge):
    decision = judge("do you have it in green", is_vip=True)
    assert not decision.fired
    assert [result.key for result in decision.shadowed] == ["vip"]


def test_priority_decides_between_two_that_fire():
    low = ScenarioRule("low", "Low", "cancellation", ("stop the deal",), priority=1)
    high = ScenarioRule("high", "High", "complex_request", ("the deal",), priority=9)
    facts = Facts(text="stop the deal")
    assert decide(compile_rules([low, high]), facts).scenario == "high"


def test_a_business_rule_needs_every_condition():
    rule = ScenarioRule("own", "Own", "business_rule", ("spare part",), settings={"tags": ["dealer"]})
    ruleset = compile_rules([rule])
    assert not decide(ruleset, Facts(text="a spare part please")).fired
    assert decide(ruleset, Facts(text="a spare part please", tags=frozenset({"dealer"}))).fired


def test_sensitivity_moves_the_threshold():
    def fires(sensitivity, text):
        rule = ScenarioRule("s", "S", "frustration", ("~ grumble",), sensitivity=sensitivity)
        return decide(compile_rules([rule]), Facts(text=text)).fired

    assert fires("eager", "grumble")
    assert not fires("balanced", "grumble")


def test_anger_in_the_turn_before_carries_over_until_it_calms():
    rule = ScenarioRule("anger", "Anger", "frustration", ("you are useless",))
    ruleset = compile_rules([rule])
    context = (Turn("user", "you are useless"), Turn("bot", "I am sorry."))
    assert decide(ruleset, Facts(text="whatever", context=context)).fired
    assert not decide(ruleset, Facts(text="ok thanks", context=context)).fired
