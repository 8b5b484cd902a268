"""What the trigger engine may know: one message, what came before it, and what the AI said of its own reply.

Plain frozen values: no Django, no network, no clock. The caller builds them from rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

Role = Literal["user", "bot", "agent"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation, oldest first in `Facts.context`."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Signals:
    """What the AI said of its own reply. Every default is neutral: it never fires anything.

    `confidence` runs from 0 to 1. `sentiment` is positive, neutral or negative. `lead_class` is hot, warm or cold.
    `failed` names why the AI could not answer at all ("timeout", "error", ...).
    """

    confidence: float | None = None
    sentiment: str = ""
    lead_class: str = ""
    intent: str = ""
    escalation_requested: bool = False
    escalation_reason: str = ""
    information_gap: bool = False
    tool_failed: bool = False
    promised_handoff: bool = False
    failed: str = ""
    out_of_scope: bool = False
    complex_request: bool = False


@dataclass(frozen=True, slots=True)
class MeaningClass:
    """How probable it is that the customer means this, from 0 to 1, and from where on it counts.

    `bands`: for each sensitivity its name, from where it is likely, and from where it is sure.
    """

    name: str
    probability: float
    bands: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class NearExample:
    """The example of a scenario that is nearest to the message.

    `phrase` is the scenario's, `sentence` what was made of it. `similarity` is a cosine; `margin` is what of it is left
    beyond the likeness to what nobody is needed for.
    """

    scenario: str
    phrase: str
    sentence: str
    similarity: float
    margin: float


@dataclass(frozen=True, slots=True)
class ReadMeaning:
    """What the second stage read in the customer's words: by which vectors, by which head, as plain numbers.

    `classes` holds those that are not out of the question, the most probable first; `nearest` one example a scenario.
    """

    encoder: str
    head: str = ""
    classes: tuple[MeaningClass, ...] = ()
    nearest: tuple[NearExample, ...] = ()

    def example_of(self, scenario: str) -> NearExample | None:
        """Return the nearest example of one scenario, None where it has none."""
        return next((near for near in self.nearest if near.scenario == scenario), None)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that one decision may look at.

    `text` is the customer's message (the caller cuts it to 4,000 characters); `context` the turns before it, oldest
    first; `failed_attempts` the AI turns that failed so far in this stretch of the AI's. `signals` is None while the
    customer's message is judged, and set when the AI's turn is judged. `is_open`: people answer at this hour;
    `unanswered_minutes`: for how long the customer has been waiting for an answer of anybody when this message comes.
    Both are None where nobody looked, and then fire nothing. `meaning` is what the second stage read in all that the
    customer said since anybody answered, at the AI's turn; None before it and on a desk without vectors.
    """

    text: str
    lang: str = ""
    context: tuple[Turn, ...] = ()
    channel: str = ""
    tags: frozenset[str] = frozenset()
    is_vip: bool = False
    lead_class: str = ""
    has_owner: bool = False
    failed_attempts: int = 0
    is_open: bool | None = None
    unanswered_minutes: int | None = None
    signals: Signals | None = None
    meaning: ReadMeaning | None = None

    def as_json(self, *, without: Collection[str] = ()) -> dict[str, Any]:
        """Return everything as JSON values, keys sorted; `facts_from_json` makes the same facts of it."""
        return {name: _plain(getattr(self, name)) for name in _NAMES if name not in without}


_NAMES = tuple(sorted(entry.name for entry in fields(Facts)))


def facts_from_json(stored: Mapping[str, Any]) -> Facts:
    """Return the facts that were stored; what is missing is neutral, what is unknown by now is left out."""
    known = {entry.name for entry in fields(Facts)}
    values = {name: value for name, value in stored.items() if name in known}
    if "context" in values:
        values["context"] = tuple(Turn(turn["role"], turn["text"]) for turn in values["context"])
    if "tags" in values:
        values["tags"] = frozenset(values["tags"])
    if values.get("signals") is not None:
        spoken = {entry.name for entry in fields(Signals)}
        values["signals"] = Signals(**{name: value for name, value in values["signals"].items() if name in spoken})
    if values.get("meaning") is not None:
        values["meaning"] = _meaning_from(values["meaning"])
    return Facts(**values)


def _meaning_from(stored: Mapping[str, Any]) -> ReadMeaning:
    classes = tuple(
        MeaningClass(**{**found, "bands": tuple((str(name), low, high) for name, low, high in found["bands"])})
        for found in stored.get("classes", ())
    )
    nearest = tuple(NearExample(**near) for near in stored.get("nearest", ()))
    return ReadMeaning(stored.get("encoder", ""), stored.get("head", ""), classes, nearest)


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, ReadMeaning | MeaningClass):
        return {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
    return asdict(value) if isinstance(value, Turn | Signals | NearExample) else value
