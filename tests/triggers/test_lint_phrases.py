"""Faults of single phrases, each sown once and each found, with what is right beside it."""

import pytest

from triggers.linting import ERROR, Harmless, lint
from triggers.matching import Lexicon, PhraseRule, ScenarioRule
from triggers.matching.lexicon import shipped_lexicon


def rule(*phrases, key="asks", category="explicit_request", exclusions=(), **fields):
    return ScenarioRule(key, key, category, phrases=phrases, exclusions=exclusions, **fields)


def found(*rules, code=None, harmless=(), **given):
    findings = lint(rules, harmless=harmless, **given)
    return [finding for finding in findings if code is None or finding.code == code]


def told(*rules, code, **given):
    return [(finding.phrase, finding.related) for finding in found(*rules, code=code, **given)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("talk to a person", "Talk  to a PERSON"),
        ("[talk|speak] to a person", "[ speak | talk ] to a person"),
        ("talk (directly) to a person", "~talk (directly) to a person"),
        ("hablar con un técnico", "hablar con un tecnico"),
    ],
)
def test_a_phrase_written_twice_is_found(first, second):
    assert told(rule(first, second), code="duplicate") == [(second, first)]
    assert told(rule("reach a person", exclusions=(first, second)), code="duplicate") == [(second, first)]


def test_another_phrase_or_another_language_is_no_duplicate():
    assert not found(rule("talk to a person", "talk to that person"), code="duplicate")
    assert not found(rule(PhraseRule("contact agent", "en"), PhraseRule("contact agent", "fr")), code="duplicate")


def test_a_phrase_in_two_scenarios_is_found_and_an_exclusion_in_two_is_not():
    one = rule("file a claim", key="claims", category="sensitive", exclusions=("claim form",))
    two = rule("file a  claim", key="loss", category="cancellation", exclusions=("claim form",))
    [finding] = found(one, two, code="duplicate_across")
    assert (finding.scenario, finding.other, finding.phrase) == ("loss", "claims", "file a  claim")
    shadow = ScenarioRule("loss", "loss", "cancellation", phrases=("file a claim",), mode="shadow")
    assert not found(one, shadow, code="duplicate_across"), "what only records takes nothing from anybody"


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("talk to a human", "talk to a human please"),
        ("talk to a human", "i want to talk to a human"),
        ("[talk|speak|chat] to a human", "[talk|chat] to a human now"),
        ("[@talk] to (a) human", "speak to a human"),
        ("[@talk_to] [@anyhuman]", "chat with [@core]"),
        ("talk ...5 manager", "talk ...2 manager"),
        ("talk ...3 manager", "talk to your manager"),
        ("talk ...3 manager", "talk ...3 manager now"),
        ("talk ...3 manager", "talk [to|right up to] manager"),
        ("^ talk to human", "^ talk to human now"),
        ("^ talk to human", "^^ talk to human now"),
        ("talk to human", "^ talk to human $"),
        ("^ talk to human $", "^^ talk to human $$"),
        ("^ talk to human $", "^ hello talk to human $"),
        ("~ broken again", "~~ broken again today"),
        ("call me at #", "please call me at # today"),
        ("人工 客服", "我要 人工 客服"),
    ],
)
def test_a_phrase_that_adds_nothing_is_found(wide, narrow):
    assert told(rule(wide, narrow), code="shadowed") == [(narrow, wide)]
    assert told(rule(narrow, wide), code="shadowed") == [(narrow, wide)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("talk to a human", "talk with a human"),
        ("talk to a human please", "please talk to a human"),
        ("[talk|speak] to a human", "[talk|chat] to a human now"),
        ("talk ...2 manager", "talk ...5 manager today"),
        ("talk ...1 manager", "talk to your manager"),
        ("talk ...1 manager", "talk [to|right up to] manager"),
        ("^ talk to human $", "i talk to human"),
        ("^ talk to human", "talk to human now"),
        ("^^ talk to human", "^ talk to human now"),
        ("talk to human $", "please talk to human"),
        ("talk to human $$", "please talk to human $"),
        ("^^ talk to human $$", "^ talk to human $ "),
        ("~ broken again", "broken again today"),
        ("talk to human", "talk to (a) human please"),
    ],
)
def test_a_phrase_that_adds_something_is_left_alone(one, other):
    narrower = [phrase for phrase, _ in told(rule(one, other), code="shadowed")]
    assert narrower in ([], [one]), "only the wider one may make the other superfluous"
    assert other not in narrower


def test_languages_keep_their_own_lists_and_any_language_serves_all():
    french = PhraseRule("parler agent vite", "fr")
    assert not found(rule(PhraseRule("parler agent", "en"), french), code="shadowed")
    assert told(rule(PhraseRule("parler agent"), french), code="shadowed") == [("parler agent vite", "parler agent")]
    same = PhraseRule("parler agent", "fr")
    assert told(rule(PhraseRule("parler agent"), same), code="shadowed") == [("parler agent", "parler agent")]


def test_another_scenario_or_the_other_sign_shadows_nothing():
    assert not found(rule("talk to us"), rule("talk to us now", key="b", category="sensitive"), code="shadowed")
    assert not found(rule("reach us now", exclusions=("reach us now please",)), code="shadowed")


def test_an_exclusion_that_spans_less_does_not_do_the_work_of_a_longer_one():
    assert not found(rule("reach us", exclusions=("no need", "no need ...3 please")), code="shadowed")
    assert told(rule("reach us", exclusions=("no ...2 need", "no great need")), code="shadowed") == [
        ("no great need", "no ...2 need")
    ]


def test_what_is_shadowed_is_never_missed():
    """The finding is a promise: without the phrase the scenario scores the same on whatever the phrase finds."""
    texts = ["talk to a human please", "i must talk to a human please now", "Talk to a human, please!"]
    with_it = rule("talk to a human", "talk to a human please")
    without = rule("talk to a human")
    for text in texts:
        sentences = (Harmless(text, "en"),)
        assert len(found(with_it, code="harmless", harmless=sentences)) == 1
        assert len(found(without, code="harmless", harmless=sentences)) == 1


def test_a_phrase_that_an_exclusion_always_takes_is_found():
    both = rule("cancel my appointment", "cancel my contract", exclusions=("my appointment",), category="cancellation")
    [finding] = found(both, code="vetoed")
    assert (finding.phrase, finding.related) == ("cancel my appointment", "my appointment")
    assert not found(both, code="all_vetoed")
    part = rule("cancel my (old) appointment", exclusions=("my appointment",), category="cancellation")
    assert not found(part), "it still finds the old appointment"


def test_exclusions_that_take_every_phrase_are_an_error():
    silent = rule("cancel my plan", "stop my plan", exclusions=("[@my_plan|my plan]",), category="cancellation")
    lexicon = Lexicon({"my_plan": ("my plan", "my old plan")})
    [finding] = found(silent, lexicon=lexicon)
    assert (finding.code, finding.severity, finding.count) == ("all_vetoed", ERROR, 2)
    several = rule("[cancel|stop] my plan", exclusions=("cancel my", "stop my"), category="cancellation")
    assert not found(several, code="vetoed"), "no single exclusion stands in all that it finds: nothing is claimed"


@pytest.mark.parametrize(
    "phrase", ["agent", "(real) agent", "^ help", "[lawsuit|lawyer]", "[@person]", "refund (now)", "MANAGER", "dinero"]
)
def test_a_single_common_word_is_found(phrase):
    lexicon = Lexicon({**shipped_lexicon().groups, "person": ("soul", "human", "human being")})
    assert [finding.phrase for finding in found(rule(phrase), lexicon=lexicon, code="single_word")] == [phrase]


@pytest.mark.parametrize(
    "phrase", ["^ agent $", "real agent", "~ agent", "lawsuit", "[talk|speak] to", "^^ manager $$"]
)
def test_what_needs_more_than_a_common_word_is_left_alone(phrase):
    assert not found(rule(phrase), code="single_word")


def test_a_sign_that_suffices_for_an_eager_scenario_is_a_single_word_too():
    assert not found(rule("~ agent", sensitivity="balanced"), code="single_word")
    assert found(rule("~ agent", sensitivity="eager"), code="single_word")


def test_a_phrase_that_cannot_be_read_is_the_only_thing_said():
    findings = found(rule("agent", "talk [to", "agent"), rule("[@nobody]", key="b", category="sensitive"))
    assert [(finding.code, finding.scenario, finding.phrase) for finding in findings] == [
        ("unreadable", "asks", "talk [to"),
        ("unreadable", "b", "[@nobody]"),
    ]
    assert all(finding.severity == ERROR and finding.related for finding in findings)


def test_a_word_group_that_contains_itself_is_said_without_a_phrase():
    [finding] = found(rule("[@loop] now"), lexicon=Lexicon({"loop": ("[@loop] again",)}))
    assert (finding.code, finding.severity, finding.phrase) == ("unreadable", ERROR, "")
