"""What every signal gets and gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from math import isfinite
from typing import Any, NamedTuple

from conversations.ai.smalltalk import kind_of_talk
from conversations.ai.smalltalk_words import FAREWELL, THANKS
from triggers.facts import Facts
from triggers.matching import PhraseMatch, Ruleset, ScenarioRule, TextReading, read, read_earlier

#: Longest piece of an earlier turn that is read.
TURN_LIMIT = 600
#: Words of small talk, at most.
SMALL = 12


class SignalFinding(NamedTuple):
    """One signal's answer for one scenario: a score from 0 to 1, why in a few words, and the words that count."""

    score: float
    why: str
    matches: tuple[PhraseMatch, ...] = ()


class Situation:
    """The message under judgement with its readings; earlier turns are read only when a signal asks."""

    def __init__(self, ruleset: Ruleset, facts: Facts, reading: TextReading | None = None) -> None:
        self.ruleset = ruleset
        self.facts = facts
        self.reading = reading or read(ruleset, facts.text)

    @cached_property
    def last_bot(self) -> TextReading | None:
        """The bot's turn right before this message, or None."""
        if not self.facts.context or self.facts.context[-1].role != "bot":
            return None
        return read_earlier(self.ruleset, self.facts.context[-1].text[-TURN_LIMIT:])

    @cached_property
    def is_small_talk(self) -> bool:
        """Whether the message says thanks or goodbye and nothing else."""
        return len(self.reading.tokens) <= SMALL and kind_of_talk(self.facts.text) in (THANKS, FAREWELL)

    @cached_property
    def earlier(self) -> tuple[TextReading, ...]:
        """The customer's last earlier turns (at most three), newest first."""
        texts = [turn.text for turn in self.facts.context if turn.role == "user"][-3:]
        return tuple(read_earlier(self.ruleset, text[:TURN_LIMIT]) for text in reversed(texts))

    def found(self, name: str) -> list[PhraseMatch]:
        """Matches of one set of the lexicon in the message."""
        return self.reading.of(f"@{name}")


Signal = Callable[[Situation, ScenarioRule], SignalFinding]

NOTHING = SignalFinding(0.0, "nothing found")


def combine(scores: Sequence[float]) -> float:
    """Independent signs together: 1 minus the chance that all are wrong, at most 0.99."""
    doubt = 1.0
    for score in scores:
        doubt *= 1.0 - min(score, 1.0)
    return round(min(1.0 - doubt, 0.99), 4)


def stronger(first: SignalFinding, second: SignalFinding) -> SignalFinding:
    """The finding with the higher score; the first when equal."""
    return second if second.score > first.score else first


def setting_number(settings: Mapping[str, Any], name: str) -> float | None:
    """A number among a rule's settings; None where it is missing or no number (a decision never raises on rules)."""
    value = settings.get(name)
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if isfinite(number) else None
