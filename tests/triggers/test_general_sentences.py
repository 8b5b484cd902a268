"""The general preset hears what customers mean, in all nine languages, and says nothing to the same words in a story.

`sentences/general/<language>.toml` was written by people who had not seen the rules. A message counts as heard when the
scenario that acts is one of its meaning's.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.triggers.test_preset_sentences import EMERGENCY_NUMBER
from tests.triggers.trades import rules
from triggers.engine import decide
from triggers.facts import Facts, Turn
from triggers.presets import LANGUAGES, load_preset

FOLDER = Path(__file__).parent / "sentences" / "general"
ACTS = {
    "bare_person": {"explicit_request"},
    "ask_person": {"explicit_request"},
    "want_person": {"explicit_request"},
    "call_me": {"explicit_request"},
    "complaint": {"complaint", "explicit_request"},
    "urgent": {"urgent_matter", "property_emergency", "emergency"},
    "emergency": {"property_emergency", "emergency"},
    "waiting": {"frustration", "explicit_request"},
    "legal": {"legal_matter"},
    "harm": {"sensitive", "emergency"},
    "sales": {"high_value"},
    "big_amount": {"high_value"},
    "billing_dispute": {"disputed_charge", "cancellation"},
    "records": {"records", "sensitive"},
    "cancel_refund": {"cancellation"},
    "hardship": {"hardship", "bereavement"},
    "bot_failed": {"frustration", "failed_attempts"},
    "quiet_question": {""},
    "quiet_story": {""},
    "quiet_small": {""},
    "quiet_person": {""},
}
URGENT = ("urgent", "emergency")
#: What an answer that did not help was said to.
MISSED = (Turn("user", "where is my order"), Turn("bot", "Orders are packed within a day."))

#: Several meanings in one message: which of them acts.
TOGETHER = [
    ("I was charged twice, I want to talk to a manager", "explicit_request"),
    ("I was charged twice, I want my money back", "cancellation"),
    ("this is urgent, you charged me twice", "urgent_matter"),
    ("our boiler is leaking and it is urgent", "property_emergency"),
    ("the pipe burst and I smell gas", "emergency"),
    ("I want to complain, and I will contact my lawyer", "legal_matter"),
    ("I lost my job, please cancel my subscription", "hardship"),
    ("I have a complaint, this is ridiculous", "complaint"),
]
#: The words that call somebody, where nobody is wanted.
ASIDE = [
    "it is not urgent at all",
    "no emergency, just a question",
    "is it urgent to renew before June",
    "no complaints so far",
    "does my policy cover a burst pipe",
    "please call my lawyer Anna",
    "how long is the contract",
    "non è urgente",
    "kein Notfall, nur eine Frage",
    "mi chiamo Marta",
    "有没有热水",
    "am I going to be charged twice if I reload the page",
    "my lawyer has a lamp like this, do you still sell it",
    "Mein Anwalt hat die gleiche Lampe, gibt es die noch",
    "il mio avvocato ha lo studio sopra di voi, avete parcheggio?",
    "arbeitet ihr mit Anwälten zusammen",
    "le contrat se signe en ligne ?",
    "o meu filho partiu o braço no ano passado, o curso serve?",
    "is dit gevaarlijk voor katten?",
    "czy umowę podpisuje się online?",
    "¿cómo descargo mi factura?",
    "可以分期付款吗",
    "pedido 48213, ¿dónde está?",
]


def written() -> Iterator[tuple[str, str]]:
    """Yield every sentence with what it means."""
    for language in LANGUAGES:
        groups = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
        yield from ((meaning, text) for meaning, lines in groups.items() for text in lines.splitlines() if text)


def acting(text: str, meaning: str = "") -> str:
    """Return the scenario that acts on a message; empty for none."""
    return decide(rules("general"), Facts(text, context=MISSED if meaning == "bot_failed" else ())).scenario


def test_every_meaning_is_heard_in_every_language() -> None:
    missed = [
        (meaning, text, found) for meaning, text in written() if (found := acting(text, meaning)) not in ACTS[meaning]
    ]
    assert missed == []


def test_of_several_meanings_the_one_that_matters_most_acts() -> None:
    assert [(text, found) for text, key in TOGETHER if (found := acting(text)) != key] == []


def test_the_same_words_aside_call_nobody() -> None:
    assert [(text, found) for text in ASIDE if (found := acting(text))] == []


def test_each_cause_has_its_own_words_and_only_danger_names_the_emergency_number() -> None:
    preset = load_preset()
    actions = {scenario.rule.key: scenario.action for scenario in preset.scenarios}
    alone = (
        "complaint",
        "urgent_matter",
        "property_emergency",
        "disputed_charge",
        "legal_matter",
        "hardship",
        "records",
    )
    assert [key for key in alone if actions[key].acknowledgement != key] == []
    assert {key for meaning in URGENT for key in ACTS[meaning] if actions[key].priority != "urgent"} == set()
    danger = {"urgent", "property_emergency"}
    told = {(text.key, text.language) for text in preset.texts if EMERGENCY_NUMBER[text.language] in text.text}
    assert told == {(key, language) for key in danger for language in LANGUAGES}
