"""What each stage makes of a written message: handed over, offered a person, or left to the AI."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from triggers.engine import decide
from triggers.evaluation.writers import Written
from triggers.matching import Ruleset
from triggers.meaning.classes import PERSON_CLASSES

#: Probabilities of the classes, as a head says them.
Said = Mapping[str, float]
#: The sensitivity and the class, to the probabilities from which a class is likely and sure.
Bands = Callable[[str, str], tuple[float, float]]
SHIPPED_SENSITIVITY = "balanced"


@dataclass(frozen=True, slots=True)
class StagedOutcome:
    """One message with what came of it. `person` is the probability that somebody is needed, None without a head."""

    message: Written
    by_patterns: bool
    by_meaning: bool = False
    is_offered: bool = False
    person: float | None = None
    meant: str = ""

    @property
    def by_both(self) -> bool:
        """Whether a person takes over, by whichever stage."""
        return self.by_patterns or self.by_meaning

    @property
    def is_reached(self) -> bool:
        """Whether a person takes over or is offered."""
        return self.by_both or self.is_offered


def judge_messages(
    messages: Sequence[Written], ruleset: Ruleset, said: Sequence[Said] | None = None, bands: Bands | None = None
) -> list[StagedOutcome]:
    """Judge each message by patterns, and by what a head says of it where `said` has that, message by message."""
    told: Iterable[Said | None] = [None] * len(messages) if said is None else said
    return [
        _outcome(message, decide(ruleset, message.facts).fired, probabilities, bands)
        for message, probabilities in zip(messages, told, strict=True)
    ]


def _outcome(message: Written, by_patterns: bool, said: Said | None, bands: Bands | None) -> StagedOutcome:
    if said is None or bands is None:
        return StagedOutcome(message, by_patterns)
    limits = {name: bands(SHIPPED_SENSITIVITY, name) for name in PERSON_CLASSES}
    is_sure = any(said[name] >= sure for name, (_, sure) in limits.items())
    is_likely = any(said[name] >= likely for name, (likely, _) in limits.items())
    meant = max(PERSON_CLASSES, key=lambda name: said[name])
    return StagedOutcome(message, by_patterns, is_sure, is_likely and not is_sure, said[meant], meant)
