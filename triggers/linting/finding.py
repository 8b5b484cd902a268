"""What the linter is told beside the rules, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]
#: Stops a publication.
ERROR: Severity = "error"
#: Is shown, and stops nothing.
WARNING: Severity = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `scenario` is a key, `phrase` a pattern as written; both are empty where they have no part in it.

    `related` is the other phrase, the sentence, the language or the name that the fault is about, `other` the key of a
    second scenario, `count` how many there are. `message` is empty until somebody puts it into words for a reader.
    `place` is the page to mend it on, where that is no scenario's: the page's name and the row's key.
    """

    code: str
    severity: Severity = WARNING
    scenario: str = ""
    phrase: str = ""
    related: str = ""
    other: str = ""
    count: int = 0
    message: str = ""
    place: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What distinguishes the actions of two scenarios; `team` and `person` are names of any kind, empty for none."""

    team: str = ""
    person: str = ""
    acknowledgement: str = ""
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the desk has, as far as rules name it. None where nobody looked: then nothing is said of it.

    `effects` by scenario key; `teams` and `people` those that a handoff can go to, named as in the effects;
    `acknowledgements` the keys that have a text, `languages` the languages of these texts.
    """

    effects: Mapping[str, Effect] = field(default_factory=dict)
    acknowledgements: frozenset[str] | None = None
    languages: frozenset[str] = frozenset()
    teams: frozenset[str] | None = None
    people: frozenset[str] | None = None
