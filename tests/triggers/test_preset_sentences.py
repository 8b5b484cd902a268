"""The presets of a trade: each scenario fires in every language, and not on what lies beside it."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from triggers.engine import decide
from triggers.facts import Facts
from triggers.matching import Ruleset, compile_rules
from triggers.presets import LANGUAGES, load_preset

FOLDER = Path(__file__).parent
HARMLESS = sorted((FOLDER.parents[1] / "triggers" / "linting" / "harmless").glob("*.txt"))
TRADES = ("clinic", "home_services")
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


@cache
def sentences(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / "sentences" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def rules(name: str) -> Ruleset:
    return compile_rules(load_preset(name).rules)


def fired(name: str, text: str) -> set[str]:
    return {result.key for result in decide(rules(name), Facts(text=text)).results if result.fired}


def acting(name: str, text: str) -> str:
    return decide(rules(name), Facts(text=text)).scenario


FIRES = [
    (name, key, text)
    for name in TRADES
    for key, by_language in sentences(name)["fires"].items()
    for lines in by_language.values()
    for text in lines.split("\n")
    if text
]
RESTS = [(name, text) for name in TRADES for lines in sentences(name)["rests"].values() for text in lines.split("\n")]


@pytest.mark.parametrize("name", TRADES)
def test_every_scenario_is_tried_in_every_language(name: str) -> None:
    tried = sentences(name)
    assert set(tried["fires"]) == set(tried["rests"]) - {"everyday"} == set(load_preset(name).own_keys)
    assert all(set(by_language) == set(LANGUAGES) for by_language in tried["fires"].values())


@pytest.mark.parametrize(("name", "key", "text"), FIRES)
def test_fires(name: str, key: str, text: str) -> None:
    assert key in fired(name, text)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, text in RESTS if text])
def test_rests(name: str, text: str) -> None:
    assert fired(name, text).isdisjoint(load_preset(name).own_keys)


@pytest.mark.parametrize("name", TRADES)
@pytest.mark.parametrize("path", HARMLESS, ids=lambda path: path.stem)
def test_harmless_sentences_call_nobody(name: str, path: Path) -> None:
    own = set(load_preset(name).own_keys)
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    wrong = {line: fired(name, line) & own for line in lines if line and not line.startswith("#")}
    assert {line: keys for line, keys in wrong.items() if keys} == {}


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
    assert acting(name, text) == scenario


@pytest.mark.parametrize("name", TRADES)
def test_who_may_be_in_danger_is_sent_to_the_emergency_number(name: str) -> None:
    preset = load_preset(name)
    urgent = {scenario.action.acknowledgement for scenario in preset.scenarios if scenario.action.urgent}
    texts = [text for text in preset.texts if text.key in urgent - {"standard"}]
    assert len(texts) >= 2 * 2 * len(LANGUAGES)
    assert [text for text in texts if EMERGENCY_NUMBER[text.language] not in text.text] == []
