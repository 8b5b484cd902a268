"""Reading a decision: one scenario's answer in it, what scenarios are called, a text cut where words counted. Pure."""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from triggers.engine import Decision, Evidence, ScenarioResult
from triggers.matching import Ruleset


class AnswerPiece(NamedTuple):
    """A part of a text. `rules`: the phrases that found it, `against`: the exclusions; both empty where none did."""

    text: str
    rules: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


def result_of(decision: Decision, scenario_key: str) -> ScenarioResult | None:
    """Return what one scenario said; None when it is not among the rules."""
    return next((result for result in decision.results if result.key == scenario_key), None)


def names_of(rulesets: Iterable[Ruleset]) -> dict[str, str]:
    """Return what scenarios are called by key; a later rule set has the last word."""
    return {rule.key: rule.name for ruleset in rulesets for rule in ruleset.rules}


def cut_text(text: str, evidence: Iterable[Evidence], against: Iterable[Evidence] = ()) -> list[AnswerPiece]:
    """Return the text in pieces: words that counted with the phrases that found them, those against with theirs.

    Words that several phrases found are a piece of their own.
    """
    marks, doubts = _inside(text, evidence), _inside(text, against)
    places = sorted({0, len(text), *(place for found in (*marks, *doubts) for place in (found.start, found.end))})
    return [
        AnswerPiece(text[start:end], _rules_over(marks, start, end), _rules_over(doubts, start, end))
        for start, end in pairwise(places)
    ]


def _inside(text: str, evidence: Iterable[Evidence]) -> list[Evidence]:
    return [found for found in evidence if 0 <= found.start < found.end <= len(text)]


def _rules_over(marks: Iterable[Evidence], start: int, end: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.rule for found in marks if found.start <= start and end <= found.end))


def is_judged(result: ScenarioResult | None) -> bool:
    """Whether a scenario said anything: it is among the rules and not switched off."""
    return result is not None and result.mode != "off"
