"""The second stage: what the customer means, by numbers that were read before. It adds to patterns, never vetoes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from triggers.facts import NearExample, ReadMeaning
from triggers.matching import ScenarioRule
from triggers.signals.base import Situation
from triggers.signals.conditions import CONDITIONS

#: The setting of a scenario that names what it answers to: classes of the head, and `EXAMPLES`; empty: nothing.
SETTING = "meaning"
#: Its own phrases, made into sentences.
EXAMPLES = "examples"
DEFAULT = (EXAMPLES,)
#: From which margin of the nearest example on it is likely, and sure, by sensitivity. Measured on the tuning part of
#: the corpus (docs/adr/0013).
EXAMPLE_BANDS = {"strict": (0.075, 0.09), "balanced": (0.06, 0.075), "eager": (0.05, 0.065)}
#: What a comparison adds to the key of a draft's scenario.
_KEY_END = "\n"
_HIGHEST = 0.99
_STEP = 0.0001


class MeaningFinding(NamedTuple):
    """What meaning says for one scenario. It reaches the scenario's threshold when it is sure, and only then."""

    score: float
    why: str
    is_likely: bool = False


NOT_MEANT = MeaningFinding(0.0, "")


class _Reading(NamedTuple):
    """One number with its bands, and what it says."""

    value: float
    likely: float
    sure: float
    why: str

    @property
    def share(self) -> float:
        """Return how near it comes to being sure: 1 there, more beyond."""
        return self.value / self.sure if self.sure > 0 else 0.0


def uses_meaning(rule: ScenarioRule) -> tuple[str, ...]:
    """Return what a scenario answers to by meaning; what is no list of names counts as off."""
    named = rule.settings.get(SETTING, DEFAULT)
    return tuple(map(str, named)) if isinstance(named, list | tuple) else ()


def may_be_sure(meaning: ReadMeaning) -> bool:
    """Return whether any scenario could be sure of this, in whatever sensitivity: else nobody need be asked."""
    lowest = min(sure for _, sure in EXAMPLE_BANDS.values())
    classes = (found.probability >= sure for found in meaning.classes for _, _, sure in found.bands)
    return any(classes) or any(near.margin >= lowest for near in meaning.nearest)


def judge_meaning(situation: Situation, rule: ScenarioRule) -> MeaningFinding:
    """The strongest of what the scenario answers to, and what speaks for it; conditions of the scenario must hold.

    An exclusion that is found in the words holds it back to an offer.
    """
    meaning = situation.facts.meaning
    readings = list(_readings(meaning, rule)) if meaning is not None else []
    if not readings or not _conditions_hold(situation, rule):
        return NOT_MEANT
    best = max(readings, key=lambda reading: reading.share)
    is_sure = best.value >= best.sure and not situation.reading.vetoes.get(rule.key)
    is_likely = any(reading.value >= reading.likely for reading in readings)
    return MeaningFinding(_score(best, rule.effective_threshold, is_sure=is_sure), best.why, is_likely)


def _readings(meaning: ReadMeaning, rule: ScenarioRule) -> Iterator[_Reading]:
    named = uses_meaning(rule)
    near = meaning.example_of(rule.key.rstrip(_KEY_END))
    for found in meaning.classes:
        bands = {name: (likely, sure) for name, likely, sure in found.bands}
        if found.name in named and rule.sensitivity in bands:
            likely, sure = bands[rule.sensitivity]
            yield _Reading(found.probability, likely, sure, _say(found.name, found.probability, sure, near))
    if EXAMPLES in named and near is not None and rule.sensitivity in EXAMPLE_BANDS and _is_of(near, rule):
        likely, sure = EXAMPLE_BANDS[rule.sensitivity]
        why = f'near "{near.phrase}" ({near.similarity:.2f}, margin {near.margin:.3f}, sure from {sure:.3f})'
        yield _Reading(near.margin, likely, sure, why)


def _is_of(near: NearExample, rule: ScenarioRule) -> bool:
    """Whether the phrase is still one of the scenario: the numbers may be older than the rules."""
    return any((phrase if isinstance(phrase, str) else phrase.text) == near.phrase for phrase in rule.phrases)


def _say(name: str, probability: float, sure: float, near: NearExample | None) -> str:
    nearest = f'; nearest example "{near.phrase}" ({near.similarity:.2f})' if near else ""
    return f'means "{name}" ({probability:.2f}, sure from {sure:.2f}){nearest}'


def _conditions_hold(situation: Situation, rule: ScenarioRule) -> bool:
    """Whether all that a custom rule demands beside its words is there."""
    if rule.category != "business_rule":
        return True
    named = (condition(situation, rule) for condition in CONDITIONS)
    return all(finding is None or finding.score for finding in named)


def _score(reading: _Reading, threshold: float, *, is_sure: bool) -> float:
    """Return the reading on the scenario's own scale: at its threshold where it is sure."""
    if not is_sure:
        return max(0.0, round(min(threshold * reading.share, threshold - _STEP), 4))
    beyond = (reading.value - reading.sure) / max(1.0 - reading.sure, _STEP)
    return max(threshold, round(min(threshold + (1.0 - threshold) * beyond, _HIGHEST), 4))
