"""The test box says what the engine would do: of several scenarios that fire, the same one acts."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from triggers.admin.trial import judge_by
from triggers.engine import decide
from triggers.facts import Facts
from triggers.matching import CATEGORIES, PhraseRule, ScenarioRule, compile_rules

WORDS = ("refund", "lawyer", "urgent", "agent")
# The second of each pair is read as a misspelt first one where no rule knows it.
NEAR_WORDS = ("lawyers", "refunds", "urgently", "agents")

rules = st.lists(
    st.builds(
        ScenarioRule,
        key=st.sampled_from([f"s{number}" for number in range(6)]),
        name=st.just("Scenario"),
        category=st.sampled_from(["cancellation", "frustration", "explicit_request", "sensitive", "high_value"]),
        phrases=st.lists(st.sampled_from(WORDS + NEAR_WORDS), min_size=1, max_size=2, unique=True).map(
            lambda found: tuple(PhraseRule(word, "") for word in found)
        ),
        exclusions=st.just(()),
        sensitivity=st.sampled_from(["strict", "balanced", "eager"]),
        priority=st.integers(-1, 1),
        mode=st.sampled_from(["live", "live", "shadow", "off"]),
        settings=st.just({}),
    ),
    min_size=2,
    max_size=6,
    unique_by=lambda rule: rule.key,
)
texts = st.lists(st.sampled_from((*WORDS, *NEAR_WORDS, "please", "😀")), min_size=1, max_size=5).map(" ".join)


@settings(max_examples=25, deadline=None)
@given(rules=rules, text=texts, which=st.integers(0, 5))
def test_box_and_engine_agree_on_who_acts(rules: list[ScenarioRule], text: str, which: int) -> None:
    assert {rule.category for rule in rules} <= set(CATEGORIES)
    ruleset, facts = compile_rules(rules), Facts(text=text)
    edited = rules[which % len(rules)]
    decision = decide(ruleset, facts)
    tried = judge_by(ruleset, facts, edited)
    assert tried.acts == decision.scenario
    if edited.mode != "off":
        engines = {result.key: result for result in decision.results}
        assert tried.own == engines.pop(edited.key)
        assert {result.key: result for result in tried.others} == engines
    assert judge_by(ruleset, facts, None).acts == decision.scenario


def test_a_word_of_another_scenario_is_no_slip_of_the_one_on_the_page() -> None:
    legal = ScenarioRule("legal", "Legal", "sensitive", (PhraseRule("racist", ""),))
    tools = ScenarioRule("tools", "Tools", "sensitive", (PhraseRule("racists", ""),))
    facts = Facts(text="racists")
    assert judge_by(compile_rules([legal]), facts, legal).acts == "legal"
    tried = judge_by(compile_rules([legal, tools]), facts, legal)
    assert tried.own is not None
    assert not tried.own.fired
    assert tried.acts == "tools"


def test_a_scenario_that_is_off_or_new_is_judged_beside_the_others() -> None:
    live = ScenarioRule("live", "Live", "sensitive", (PhraseRule("lawyer", ""),))
    other = ScenarioRule("new", "New", "sensitive", (PhraseRule("my lawyer", ""),), priority=9, mode="off")
    tried = judge_by(compile_rules([live]), Facts(text="my lawyer"), other)
    assert tried.own is not None
    assert (tried.own.fired, tried.own.mode, tried.acts) == (True, "off", "live")
    new = judge_by(compile_rules([live]), Facts(text="my lawyer"), replace(other, mode="live"))
    assert (new.acts, [result.key for result in new.others]) == ("new", ["live"])
