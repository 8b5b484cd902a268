"""The second stage in the engine: what is sure fires, what is likely is offered, and patterns are never overruled."""

from dataclasses import replace

import pytest

from conversations.ai.offers import OFFERS, accepts_offer, declines_offer, ends_with_offer, offer_text
from triggers.engine import decide
from triggers.enums import MeaningName
from triggers.facts import Facts, MeaningClass, NearExample, ReadMeaning, Turn
from triggers.matching import Lexicon, ScenarioRule, compile_rules
from triggers.meaning.classes import PERSON_CLASSES
from triggers.meaning.examples import MOST_SENTENCES, examples_of, sentences_of
from triggers.offering import offers_person
from triggers.presets import load_preset
from triggers.signals.meaning import EXAMPLE_BANDS, may_be_sure, uses_meaning

BANDS = (("strict", 0.5, 0.9), ("balanced", 0.3, 0.8), ("eager", 0.1, 0.6))
LIKELY, SURE = EXAMPLE_BANDS["balanced"]
LEGAL = ScenarioRule(
    "legal", "Legal", "sensitive", ("see you in court",), ("court shoes",), settings={"meaning": ["legal"]}
)
PERSON = ScenarioRule("person", "Person", "explicit_request", ("talk to a human",), settings={"meaning": []})
PUMP = ScenarioRule("pump", "Heat pump", "business_rule", ("my heat pump is broken",))
CLOSED = replace(PUMP, key="closed", settings={"hours": "closed"})


def meant(probability: float = 0.0, *, margin: float = 0.0, scenario: str = "pump", name: str = "legal") -> ReadMeaning:
    near = NearExample(scenario, "my heat pump is broken", "my heat pump is broken", 0.9, margin)
    return ReadMeaning("test", "1", (MeaningClass(name, probability, BANDS),), (near,))


def judged(meaning: ReadMeaning | None, *rules: ScenarioRule, text: str = "the pump is bust", **known):
    return decide(compile_rules(rules or (LEGAL, PERSON, PUMP)), Facts(text=text, meaning=meaning, **known))


@pytest.mark.parametrize(
    ("sensitivity", "probability", "outcome"),
    [
        ("balanced", 0.29, "nothing"), ("balanced", 0.3, "offer"), ("balanced", 0.7999, "offer"),
        ("balanced", 0.8, "fires"), ("balanced", 1.0, "fires"), ("strict", 0.89, "offer"), ("strict", 0.3, "nothing"),
        ("eager", 0.6, "fires"), ("eager", 0.09, "nothing"),
    ],
)  # fmt: skip
def test_bands_of_the_sensitivity_decide(sensitivity: str, probability: float, outcome: str) -> None:
    decision = judged(meant(probability), replace(LEGAL, sensitivity=sensitivity))
    [result] = decision.results
    assert decision.fired is result.fired is (outcome == "fires")
    assert decision.offer == ("legal" if outcome == "offer" else "")
    assert result.fired is (result.score >= result.threshold)
    assert result.stage == "meaning"
    assert f'means "legal" ({probability:.2f}' in result.why


def test_its_own_examples_are_enough_and_only_while_they_are_its_own() -> None:
    assert judged(meant(margin=SURE)).scenario == "pump"
    assert judged(meant(margin=LIKELY)).offer == "pump"
    other = replace(PUMP, phrases=("my boiler is broken",))
    assert judged(meant(margin=SURE), other).results[0].score == 0
    assert judged(meant(margin=SURE), replace(PUMP, settings={"meaning": []})).results[0].stage == ""


def test_conditions_must_hold_and_an_exclusion_holds_it_back_to_an_offer() -> None:
    meaning = meant(margin=SURE, scenario="closed")
    assert judged(meaning, CLOSED, is_open=False).fired
    assert not judged(meaning, CLOSED, is_open=True).offer
    assert judged(meant(0.95), text="do you have court shoes").offer == "legal"


def test_it_adds_and_never_vetoes() -> None:
    said = judged(meant(0.9, name="nobody"), text="I want to talk to a human")
    assert (said.scenario, said.results[1].stage) == ("person", "patterns")
    assert said.results == judged(None, text="I want to talk to a human").results
    assert judged(meant(0.95), replace(LEGAL, mode="shadow")).shadowed
    assert not judged(meant(0.5), replace(LEGAL, mode="shadow")).offer
    assert judged(meant(0.95), text="talk to a human please").scenario == "person", "a request for a person wins"
    assert not may_be_sure(meant(0.59))
    assert may_be_sure(meant(0.6))


def test_a_person_is_offered_once_and_not_after_a_no() -> None:
    offered = Turn("bot", "It takes two days.\n\n" + offer_text("en"))
    plain = Turn("bot", "It takes two days.")
    for context, offers in (
        ((plain, Turn("user", "hm")), True),
        ((offered, Turn("user", "hm")), False),
        ((offered, Turn("user", "hm"), plain), True),
        ((offered, Turn("user", "no thanks"), plain, Turn("user", "hm"), plain), False),
    ):
        assert bool(judged(meant(0.5), context=context).offer) is offers
    assert judged(None, text="ok", context=(offered,)).scenario == "person"
    assert not judged(None, text="ok", context=(plain,)).fired
    assert not judged(None, text="ok", context=(offered, Turn("agent", "Ana here."))).fired
    assert offers_person(offered.text, compile_rules([PERSON]))
    assert not offers_person(plain.text, compile_rules([PERSON]))


ANSWERS = {
    "en": ("Yes please!", "no thanks"), "es": ("Sí, por favor", "no, gracias"), "de": ("Ja, gern.", "nein danke"),
    "fr": ("Oui svp", "Non merci"), "it": ("sì grazie", "no grazie"), "pt": ("Sim", "não, obrigado"),
    "nl": ("ja graag", "nee bedankt"), "pl": ("tak, poproszę", "nie, dziękuję"), "zh": ("好的", "不用了"),
    "tr": ("evet lütfen", "hayır"), "ru": ("Да, пожалуйста", "нет, спасибо"), "ar": ("نعم من فضلك", "لا شكرا"),
    "hi": ("जी हाँ", "नहीं"), "ja": ("はい、お願いします", "いいえ、大丈夫です"), "ko": ("네 부탁드려요", "아니요"),
    "id": ("iya, tolong", "tidak usah"),
}  # fmt: skip


@pytest.mark.parametrize("language", OFFERS)
def test_an_offer_is_made_and_answered_in_every_language(language: str) -> None:
    yes, no = ANSWERS[language]
    text = f"An answer.\n\n{offer_text(language.upper() + '-XX')}"
    assert ends_with_offer(text)
    assert OFFERS[language] in text
    assert (accepts_offer(yes), declines_offer(yes)) == (True, False)
    assert (accepts_offer(no), declines_offer(no)) == (False, True)


@pytest.mark.parametrize("text", ["ok", "OK 👍", "okay then", "تمام", "ок", "ठीक है", "tamam", "baik"])
def test_agreeing_is_a_yes(text: str) -> None:
    assert accepts_offer(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "ok thanks", "好的谢谢", "thanks", "yesterday I ordered", "okra?", "necesito mi pedido", "jacket", "?",
     "yes " * 9, "ok\n" + "x" * 500, "\0", "\ud83d"],
)  # fmt: skip
def test_other_words_are_no_yes(text: str) -> None:
    assert not accepts_offer(text)
    assert not declines_offer(text)


def test_the_language_of_the_offer_follows_the_letters_where_nothing_else_tells_it() -> None:
    assert offer_text("", "у меня вопрос") == OFFERS["ru"]
    assert offer_text("xx", "これはなんですか") == OFFERS["ja"]
    assert offer_text("", "where is it") == offer_text("sv") == OFFERS["en"]


def test_every_meaning_has_a_name_on_screen_and_a_shipped_scenario_that_answers_to_it() -> None:
    assert set(MeaningName.values) == set(PERSON_CLASSES)
    answered = {name for rule in load_preset("general").rules if rule.mode == "live" for name in uses_meaning(rule)}
    assert answered == set(PERSON_CLASSES)


def test_patterns_become_sentences() -> None:
    groups = {"talk": ("talk", "speak"), "who": ("a person", "someone real", "a human")}
    assert sentences_of("^ (please) [@talk] to [@who] ...3 now $", groups) == (
        "please talk to a person now",
        "please talk to someone real now",
        "please speak to a human now",
    )
    assert sentences_of("[@gone] to #", groups) == ()
    many = replace(PUMP, phrases=(*(f"pump number{number}" for number in range(500)), "~pump", "[@gone]"))
    listed = examples_of([many, LEGAL, replace(PUMP, mode="off")], Lexicon(groups).groups)
    assert len(listed) == MOST_SENTENCES
    assert {example.scenario for example in listed} == {"pump"}
