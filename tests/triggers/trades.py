"""A trade's preset and the sentences that try it: `sentences/<name>.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from triggers.engine import decide
from triggers.facts import Facts
from triggers.linting import harmless_sentences
from triggers.matching import Ruleset, compile_rules
from triggers.presets import LANGUAGES, load_preset
from triggers.trace import Decision

FOLDER = Path(__file__).parent / "sentences"


@cache
def sentences(name: str) -> dict[str, Any]:
    """Return the sentences by `fires` (scenario, then language) and `rests` (scenario), one a line."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def rules(name: str) -> Ruleset:
    """Return the preset with all that it includes, compiled once."""
    return compile_rules(load_preset(name).rules)


def judge(name: str, text: str) -> Decision:
    """Decide one message by this preset."""
    return decide(rules(name), Facts(text=text))


def own_fired(name: str, text: str) -> set[str]:
    """Return the preset's own scenarios that fire on the text, those that lose to another one included."""
    return {result.key for result in judge(name, text).results if result.fired} & set(load_preset(name).own_keys)


def acting_pairs(name: str) -> list[tuple[str, str]]:
    """Return every sentence with the scenario that shall act on it."""
    fires = sentences(name)["fires"].items()
    return [
        (key, text)
        for key, by_language in fires
        for lines in by_language.values()
        for text in lines.splitlines()
        if text
    ]


def resting(name: str) -> list[str]:
    """Return the sentences on which nothing of the preset's own fires."""
    return [text for lines in sentences(name)["rests"].values() for text in lines.splitlines() if text]


def untried(name: str) -> list[str]:
    """Return what the sentences leave out: own scenarios, and languages of one."""
    keys = load_preset(name).own_keys
    fires, rests = sentences(name)["fires"], sentences(name)["rests"]
    gaps = [f"{key} {language}" for key in keys for language in LANGUAGES if not fires.get(key, {}).get(language)]
    return gaps + [key for key in keys if key not in rests]


def false_alarms(name: str) -> dict[str, set[str]]:
    """Return every harmless sentence on which something of the preset's own fires."""
    found = {sentence.text: own_fired(name, sentence.text) for sentence in harmless_sentences()}
    return {text: keys for text, keys in found.items() if keys}
