"""Faults of whole scenarios, each sown once and each found; the harmless sentences; the narrowed look."""

import pytest

from conversations.enums import Priority
from triggers.linting import ERROR, WARNING, Effect, Harmless, Surroundings, lint
from triggers.matching import PhraseRule, ScenarioRule

DESK = Surroundings(
    effects={
        "asks": Effect(team="support", person="7", acknowledgement="standard"),
        "buys": Effect(team="sales", acknowledgement="sales"),
        "hurt": Effect(team="support", acknowledgement="standard", priority=Priority.URGENT),
    },
    acknowledgements=frozenset({"standard", "sales"}),
    languages=frozenset({"en"}),
    teams=frozenset({"support", "sales"}),
    people=frozenset({"7"}),
)


def rule(*phrases, key="asks", category="sensitive", **fields):
    return ScenarioRule(key, key, category, phrases=phrases, **fields)


def found(*rules, code=None, harmless=(), **given):
    findings = lint(rules, harmless=harmless, **given)
    return [finding for finding in findings if code is None or finding.code == code]


@pytest.mark.parametrize(
    ("category", "settings"),
    [
        ("cancellation", {}),
        ("sensitive", {}),
        ("frustration", {"distinct_hints": True}),
        ("high_value", {"currency": "EUR"}),
        ("low_confidence", {"confidence": 0}),
        ("lead_class", {"classes": []}),
        ("information_gap", {"flags": []}),
        ("business_rule", {}),
        ("business_rule", {"currency": "EUR"}),
    ],
)
def test_a_live_scenario_that_nothing_can_fire_is_an_error(category, settings):
    [finding] = found(rule(category=category, settings=settings))
    assert (finding.code, finding.severity, finding.scenario) == ("cannot_fire", ERROR, "asks")
    assert not found(rule(category=category, settings=settings, mode="shadow"))


@pytest.mark.parametrize(
    ("category", "settings"),
    [
        ("high_value", {"amount": 5000}),
        ("high_value", {"quantity": 100}),
        ("low_confidence", {}),
        ("low_confidence", {"confidence": 0, "flags": ["failed"]}),
        ("lead_class", {}),
        ("information_gap", {}),
        ("complex_request", {}),
        ("out_of_scope", {}),
        ("failed_attempts", {}),
        ("repetition", {}),
        ("vip", {}),
        ("business_rule", {"tags": ["vip"]}),
        ("business_rule", {"hours": "closed"}),
    ],
)
def test_a_scenario_with_a_limit_or_a_way_of_its_own_is_left_alone(category, settings):
    assert not found(rule(category=category, settings=settings))


def test_a_request_for_a_person_without_phrases_hears_only_offers():
    [finding] = found(rule(category="explicit_request"))
    assert (finding.code, finding.severity) == ("only_offers", WARNING)
    assert not found(rule(category="explicit_request", mode="shadow"))


def test_a_threshold_that_no_score_reaches_is_an_error():
    assert [finding.code for finding in found(rule("leak everywhere", threshold=1.0))] == ["cannot_fire"]


def test_languages_that_the_desk_serves_and_a_scenario_does_not_are_named():
    asks = rule(PhraseRule("reach somebody real", "en"), PhraseRule("joindre quelqu un", "fr-CA"), PhraseRule("👩"))
    hurt = rule(PhraseRule("ambulance quick", "en"), key="hurt")
    desk = Surroundings(languages=frozenset({"en", "de"}))
    findings = found(asks, hurt, rule(category="vip", key="vip"), code="language_missing", surroundings=desk)
    assert [(finding.scenario, finding.related, finding.count) for finding in findings] == [
        ("asks", "de", 1),
        ("hurt", "de, fr", 2),
    ]
    assert not found(rule("only any language"), code="language_missing", surroundings=desk)


def test_names_of_what_is_not_there_are_found():
    effects = {"asks": Effect(team="gone", person="12", acknowledgement="lost")}
    desk = Surroundings(effects, DESK.acknowledgements, teams=DESK.teams, people=DESK.people)
    named = [(finding.code, finding.related) for finding in found(rule("leak everywhere"), surroundings=desk)]
    assert named == [("acknowledgement_missing", "lost"), ("team_missing", "gone"), ("person_missing", "12")]
    assert not found(rule("leak everywhere"), surroundings=DESK)
    assert not found(rule("leak everywhere"), surroundings=Surroundings(effects)), "nobody looked, nothing is said"
    assert not found(rule("leak everywhere", mode="off"), surroundings=desk)


def test_two_scenarios_at_war_are_found_once_with_the_sentence():
    buys = rule("[order|buy] (some) lamps", key="buys", category="high_value", priority=5)
    hurt = rule("buy lamps", "lamp fell on me", key="hurt", priority=5)
    [finding] = found(buys, hurt, code="war", surroundings=DESK)
    assert (finding.scenario, finding.other, finding.phrase) == ("hurt", "buys", "buy lamps")
    assert finding.related == "buy lamps"
    assert finding.severity == WARNING


def test_there_is_no_war_with_another_priority_the_same_action_or_an_exclusion_between():
    buys = rule("[order|buy] lamps", key="buys", category="high_value", priority=5)
    hurt = rule("buy lamps", "lamp fell on me", key="hurt", priority=6)
    assert not found(buys, hurt, code="war", surroundings=DESK)
    same = Surroundings({"buys": Effect(team="support"), "hurt": Effect(team="support")})
    even = rule("buy lamps", "lamp fell on me", key="hurt", priority=5)
    assert not found(buys, even, code="war", surroundings=same)
    kept = rule("[order|buy] lamps", key="buys", category="high_value", priority=5, exclusions=("buy lamps",))
    assert not found(kept, even, code="war", surroundings=DESK)
    watching = rule("[order|buy] lamps", key="buys", category="high_value", priority=5, mode="shadow")
    assert not found(watching, even, code="war", surroundings=DESK)
    asked = rule("[order|buy] lamps", key="asks", category="explicit_request", priority=5)
    assert not found(asked, even, code="war", surroundings=DESK), "a request for a person goes first anyway"


def test_a_war_over_the_same_phrase_is_told_once():
    buys = rule("buy lamps", key="buys", category="high_value")
    hurt = rule("buy lamps", key="hurt")
    assert len(found(buys, hurt, code="war", surroundings=DESK)) == 1


def test_a_scenario_that_another_always_goes_before_is_found():
    wide = rule("lamp ...3 broken", key="hurt", priority=9)
    never = rule("lamp is broken", "lamp badly broken", key="asks", priority=1)
    [finding] = found(wide, never, code="never_first")
    assert (finding.scenario, finding.other, finding.count) == ("asks", "hurt", 2)
    sometimes = rule("lamp is broken", "chair is broken", key="asks", priority=1)
    assert not found(wide, sometimes, code="never_first")
    asked = rule("lamp is broken", key="asks", category="explicit_request", priority=1)
    assert not found(wide, asked, code="never_first"), "a request for a person goes before everything"


HARMLESS = (Harmless("my agent is nice", "en"), Harmless("no agent here please", "en"), Harmless("what a day", "en"))


def test_a_phrase_that_fires_on_harmless_sentences_is_named_with_the_first_of_them():
    [finding] = found(rule("agent"), code="harmless", harmless=HARMLESS)
    assert (finding.phrase, finding.related, finding.count) == ("agent", "my agent is nice", 2)
    assert finding.severity == WARNING


def test_exclusions_strength_and_mode_count_for_harmless_sentences():
    spared = rule("agent", exclusions=("no agent",))
    assert [finding.count for finding in found(spared, code="harmless", harmless=HARMLESS)] == [1]
    assert not found(rule("~ agent"), code="harmless", harmless=HARMLESS)
    assert not found(rule("agent", mode="shadow"), code="harmless", harmless=HARMLESS)
    beside = rule("agent", key="hurt", mode="shadow")
    assert {finding.scenario for finding in found(rule("agent"), beside, code="harmless", harmless=HARMLESS)} == {
        "asks"
    }
    together = rule("~ agent", "~ nice")
    assert [finding.phrase for finding in found(together, code="harmless", harmless=HARMLESS)] == ["~ agent"]


def test_a_phrase_that_would_flood_the_team_is_an_error():
    many = [Harmless(f"the agent number {number}", "en") for number in range(12)]
    [finding] = found(rule("agent"), code="harmless", harmless=many)
    assert (finding.severity, finding.count) == (ERROR, 12)
    assert found(rule("agent"))[0].severity == WARNING


def test_the_look_at_changed_scenarios_says_what_the_whole_look_says_of_them():
    rules = (
        rule("agent", "real agent", key="asks"),
        rule("real agent", key="hurt", category="cancellation"),
        rule(key="buys", category="high_value"),
    )
    whole = found(*rules, harmless=HARMLESS)
    for key in ("asks", "hurt", "buys"):
        mine = [finding for finding in whole if key in (finding.scenario, finding.other)]
        narrowed = found(*rules, harmless=HARMLESS, changed={key})
        assert [finding for finding in narrowed if finding.scenario == key] == [
            finding for finding in mine if finding.scenario == key
        ]
        assert set(narrowed) <= set(whole)
        assert all(key in (finding.scenario, finding.other) for finding in narrowed)
    assert not found(*rules, harmless=HARMLESS, changed=set())


def test_errors_come_first_then_the_order_of_the_rules():
    findings = found(rule("agent", key="b"), rule(key="a"), rule("agent (now)", key="c"), harmless=HARMLESS)
    assert [finding.severity for finding in findings] == sorted(f.severity for f in findings)
    assert findings[0].scenario == "a"
    assert [f.scenario for f in findings[1:]] == sorted(f.scenario for f in findings[1:])
