"""The presets of a trade: each scenario acts in every language, and not on what lies beside it."""

import pytest

from tests.triggers.trades import acting_pairs, false_alarms, judge, own_fired, resting, untried
from triggers.presets import LANGUAGES, load_preset

TRADES = ("clinic", "home_services", "legal", "saas", "shop")
#: Their sentences were chosen so that no other scenario goes first.
ACTING = ("legal", "saas", "shop")
EMERGENCY_NUMBER = {
    "en": "emergency number",
    "es": "número de emergencias",
    "de": "Notruf",
    "fr": "numéro d'urgence",
    "it": "numero di emergenza",
    "pt": "número de emergência",
    "pl": "numer alarmowy",
    "nl": "alarmnummer",
    "zh": "紧急电话",
}


@pytest.mark.parametrize("name", TRADES)
def test_every_scenario_is_tried_in_every_language(name: str) -> None:
    assert untried(name) == []


@pytest.mark.parametrize("name", TRADES)
def test_each_sentence_fires_its_scenario(name: str) -> None:
    assert [(key, text) for key, text in acting_pairs(name) if key not in own_fired(name, text)] == []


@pytest.mark.parametrize("name", ACTING)
def test_each_sentence_makes_its_scenario_act(name: str) -> None:
    assert [(key, text) for key, text in acting_pairs(name) if judge(name, text).scenario != key] == []


@pytest.mark.parametrize("name", TRADES)
def test_sentences_beside_a_scenario_fire_nothing(name: str) -> None:
    assert [text for text in resting(name) if own_fired(name, text)] == []


@pytest.mark.parametrize("name", TRADES)
def test_harmless_sentences_call_nobody(name: str) -> None:
    assert false_alarms(name) == {}


@pytest.mark.parametrize(
    ("name", "text", "scenario"),
    [
        ("home_services", "I smell gas and the plumber never showed up", "gas_or_fire"),
        ("home_services", "a pipe burst in the kitchen, I want to talk to a person", "explicit_request"),
        ("home_services", "the boiler has stopped working again after your repair", "water_or_heat"),
        ("clinic", "chest pain, and can I take aspirin with my tablets", "clinic_emergency"),
        ("clinic", "I ran out of tablets and I want to die", "mental_health_crisis"),
    ],
)
def test_the_most_urgent_acts_unless_a_person_is_asked_for(name: str, text: str, scenario: str) -> None:
    assert judge(name, text).scenario == scenario


@pytest.mark.parametrize("name", ["clinic", "home_services"])
def test_who_may_be_in_danger_is_sent_to_the_emergency_number(name: str) -> None:
    preset = load_preset(name)
    urgent = {scenario.action.acknowledgement for scenario in preset.scenarios if scenario.action.priority == "urgent"}
    texts = [text for text in preset.texts if text.key in urgent - {"standard", "urgent_matter"}]
    assert len(texts) >= 2 * 2 * len(LANGUAGES)
    assert [text for text in texts if EMERGENCY_NUMBER[text.language] not in text.text] == []
