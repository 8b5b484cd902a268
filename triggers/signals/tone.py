"""Anger: words first, then how they are said and what came before."""

from __future__ import annotations

from triggers.matching import ScenarioRule
from triggers.signals.base import Finding, Situation, combine
from triggers.signals.phrases import judge_phrases

#: Letters that must be there before capitals say anything.
MIN_LETTERS = 8


def judge_frustration(situation: Situation, rule: ScenarioRule) -> Finding:
    """Phrases, made stronger by capitals after a bot's turn, by heavy marks, and by an angry turn before."""
    found = judge_phrases(situation, rule)
    signs = [found.score, *(score for score, _ in _heightened(situation, rule, found.score))]
    why = [found.why, *(reason for _, reason in _heightened(situation, rule, found.score))]
    return Finding(combine(signs), "; ".join(why), found.matches) if len(signs) > 1 else found


def _heightened(situation: Situation, rule: ScenarioRule, base: float) -> list[tuple[float, str]]:
    """What raises the score: never alone, except capitals in answer to a bot."""
    text = situation.facts.text
    after_bot = bool(situation.facts.context) and situation.facts.context[-1].role == "bot"
    signs: list[tuple[float, str]] = []
    if is_shouted(text) and (base > 0 or after_bot):
        signs.append((0.35, "in capitals"))
    if base > 0 and ("!!" in text or "?!" in text or "!?" in text or "???" in text):
        signs.append((0.2, "heavy marks"))
    if base > 0 and any(earlier.of(rule.key) for earlier in situation.earlier):
        signs.append((0.3, "upset before"))
    signals = situation.facts.signals
    if signals is not None and signals.sentiment == "negative" and base > 0:
        signs.append((0.3, "the AI reads it as negative"))
    return signs


def is_shouted(text: str) -> bool:
    """Whether most letters are capitals, in a text long enough to tell."""
    letters = [c for c in text if c.isalpha() and c.lower() != c.upper()]
    return len(letters) >= MIN_LETTERS and sum(c.isupper() for c in letters) >= 0.8 * len(letters)
