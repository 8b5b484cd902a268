"""Judging two rule sets in one pass gives what each gives alone; and what a back-test counts."""

import datetime as dt
from dataclasses import replace
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triggers.backtesting import Comparison, RuleOutcome, measure_reviewed, week_of, wilson
from triggers.backtesting.week import QUARTER, quarter_of
from triggers.engine import decide
from triggers.facts import Facts, Signals, Turn
from triggers.matching import Ruleset, ScenarioRule, compile_rules
from triggers.matching.lexicon import shipped_lexicon

# A few texts of each set: the whole one takes most of the time that compiling takes.
SHIPPED = shipped_lexicon()
LEXICON = replace(SHIPPED, sets={name: texts[:3] for name, texts in SHIPPED.sets.items()})
RULES = (
    ScenarioRule("person", "Person", "explicit_request", ("talk to a person", "[human|person] please")),
    ScenarioRule("refund", "Refund", "cancellation", ("money back", "~ cancel"), ("cancel my visit",)),
    ScenarioRule("angry", "Angry", "frustration", ("~ ridiculous", "~~ still"), priority=5),
    ScenarioRule("again", "Again", "repetition", priority=9),
    ScenarioRule("unsure", "Unsure", "low_confidence", settings={"confidence": 0.5}),
    ScenarioRule("failed", "Failed", "failed_attempts"),
    ScenarioRule("quiet", "Quiet", "sensitive", ("lawyer",), mode="shadow"),
    ScenarioRule("asleep", "Asleep", "sensitive", ("my lawyer",), mode="off"),
)
PIECES = [
    *("talk", "to", "a", "person", "persn", "human", "please", "money", "back", "moneyback", "cancel", "my", "visit"),
    *("ridiculous", "still", "lawyer", "lawer", "elephant", "elephants", "STILL", "h", "u", "m", "n", "?!", "."),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join)
FACTS = st.builds(
    Facts,
    text=TEXTS,
    context=st.lists(st.builds(Turn, st.sampled_from(["user", "bot", "agent"]), TEXTS), max_size=4).map(tuple),
    failed_attempts=st.integers(0, 3),
    signals=st.none() | st.builds(Signals, confidence=st.sampled_from([None, 0.1, 0.9]), information_gap=st.booleans()),
)
CHANGES = st.sampled_from(
    [
        {"mode": "live"}, {"mode": "shadow"}, {"mode": "off"}, {"sensitivity": "eager"}, {"sensitivity": "strict"},
        {"priority": 20}, {"phrases": ("elephant",)}, {"phrases": ()}, {"exclusions": ("please",)},
        {"exclusions": ("elephants",)}, {"phrases": ("back to a person",)}, {"settings": {"attempts": 1}},
    ]
)  # fmt: skip
DRAFTS = st.dictionaries(st.sampled_from([rule.key for rule in RULES]), CHANGES, max_size=4)


@cache
def published_rules() -> Ruleset:
    """The rules that decide, compiled once for all drafts."""
    return compile_rules(RULES, lexicon=LEXICON)


def alone(ruleset: Ruleset, facts: Facts) -> RuleOutcome:
    decision = decide(ruleset, facts)
    return RuleOutcome(decision.scenario, tuple(found for found in decision.results if found.fired))


@settings(max_examples=40)
@given(DRAFTS, st.lists(FACTS, min_size=1, max_size=4), st.booleans())
def test_two_at_once_are_each_alone(changes, all_facts, dropped) -> None:
    rules = [replace(rule, **changes.get(rule.key, {})) for rule in RULES]
    published, draft = published_rules(), compile_rules(rules[1:] if dropped else rules, lexicon=LEXICON)
    comparison = Comparison(published, draft, lexicon=LEXICON)
    for facts in all_facts:
        assert comparison.judge(facts) == (alone(published, facts), alone(draft, facts))


def test_a_change_without_new_words_is_judged_in_one_pass() -> None:
    published = compile_rules(RULES, lexicon=LEXICON)
    same_words = compile_rules(
        [replace(RULES[0], phrases=(*RULES[0].phrases, "back to a person")), *RULES[1:]], lexicon=LEXICON
    )
    assert Comparison(published, same_words, lexicon=LEXICON).is_shared
    assert not Comparison(published, same_words, lexicon=None).is_shared, "word groups differ"


def test_a_new_word_may_be_another_ones_misspelling_so_each_judges_by_itself() -> None:
    published = compile_rules(RULES, lexicon=LEXICON)
    # With this exclusion "lawyr" is a word of its own to the draft; to the published rules it is a lawyer misspelt.
    draft = compile_rules([*RULES[:6], replace(RULES[6], phrases=("lawyer", "flawyr")), RULES[7]], lexicon=LEXICON)
    comparison = Comparison(published, draft, lexicon=LEXICON)
    assert not comparison.is_shared
    facts = Facts(text="flawyr")
    assert comparison.judge(facts) == (alone(published, facts), alone(draft, facts))


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    # Reference values: the interval solves (p - hits/cases)^2 = z^2 p (1 - p) / cases.
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_an_interval_is_wilsons(hits, cases, low, high) -> None:
    share = wilson(hits, cases)
    assert share.value == hits / cases
    assert share.low == pytest.approx(low, abs=5e-4)
    assert share.high == pytest.approx(high, abs=5e-4)
    z = 1.959964
    for end in (share.low, share.high):
        if 0 < end < 1:
            assert (end - hits / cases) ** 2 == pytest.approx(z**2 * end * (1 - end) / cases)


def test_without_cases_nothing_is_known() -> None:
    assert wilson(0, 0).value is None
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


def test_precision_and_recall_count_what_was_judged_by_people() -> None:
    verdicts = {"right": True, "wrong": False, "missed": True, "left alone": False}
    found = measure_reviewed(verdicts, {"right", "wrong", "nobody said"})
    assert (found.precision.hits, found.precision.cases) == (1, 2)
    assert (found.recall.hits, found.recall.cases) == (1, 2)


MONDAY = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def test_handoffs_fall_into_the_readers_hours() -> None:
    counts = {quarter_of(MONDAY + 9.5 * HOUR): (1, 3), quarter_of(MONDAY + 7 * 24 * HOUR + 9.25 * HOUR): (1, 0)}
    zone = ZoneInfo("Asia/Kathmandu")  # 5:45 ahead
    watched = (MONDAY, MONDAY + 7 * 24 * HOUR)
    found = week_of(counts, [(MONDAY + 9 * HOUR, MONDAY + 17 * HOUR)], watched=watched, weeks=2, zone=zone)
    assert len(found) == 168
    hit = {(hour.weekday, hour.hour): hour for hour in found if hour.published or hour.draft}
    assert set(hit) == {(0, 15)}
    assert (hit[0, 15].published, hit[0, 15].draft, hit[0, 15].change) == (1.0, 1.5, 0.5)
    staffed = {(hour.weekday, hour.hour): hour.staffed for hour in found if hour.staffed}
    assert staffed == {(0, 14): 0.25, (0, 22): 0.75, **{(0, hour): 1.0 for hour in range(15, 22)}}


def test_a_quarter_is_a_quarter_of_an_hour() -> None:
    assert quarter_of(MONDAY + dt.timedelta(seconds=QUARTER - 1)) == quarter_of(MONDAY)
    assert quarter_of(MONDAY + dt.timedelta(seconds=QUARTER)) == quarter_of(MONDAY) + 1
