"""The test box says what the engine would do: of several scenarios that fire, the same one acts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from triggers.admin.trial import judge_by
from triggers.engine import decide
from triggers.facts import Facts
from triggers.matching import CATEGORIES, Phrase, ScenarioRule, compile_rules

WORDS = ("refund", "lawyer", "urgent", "agent")

rules = st.lists(
    st.builds(
        ScenarioRule,
        key=st.sampled_from([f"s{number}" for number in range(6)]),
        name=st.just("Scenario"),
        category=st.sampled_from(["cancellation", "frustration", "explicit_request", "sensitive", "high_value"]),
        phrases=st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True).map(
            lambda found: tuple(Phrase(word, "") for word in found)
        ),
        exclusions=st.just(()),
        sensitivity=st.sampled_from(["strict", "balanced", "eager"]),
        priority=st.integers(-1, 1),
        mode=st.sampled_from(["live", "live", "shadow"]),
        settings=st.just({}),
    ),
    min_size=2,
    max_size=6,
    unique_by=lambda rule: rule.key,
)
texts = st.lists(st.sampled_from((*WORDS, "please", "😀")), min_size=1, max_size=5).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(rules=rules, text=texts, which=st.integers(0, 5))
def test_box_and_engine_agree_on_who_acts(rules: list[ScenarioRule], text: str, which: int) -> None:
    assert {rule.category for rule in rules} <= set(CATEGORIES)
    ruleset, facts = compile_rules(rules), Facts(text=text)
    edited = rules[which % len(rules)]
    decision = decide(ruleset, facts)
    assert judge_by(ruleset, facts, edited).acts == decision.scenario
    assert judge_by(ruleset, facts, None).acts == decision.scenario
