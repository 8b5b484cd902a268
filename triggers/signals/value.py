"""Worth a salesperson: phrases of buying, or an amount of money above the limit."""

from __future__ import annotations

import re

from triggers.matching import Match, ScenarioRule
from triggers.matching.ruleset import CompiledPhrase
from triggers.signals.base import Finding, Situation, stronger
from triggers.signals.phrases import judge_phrases

_SIGN = r"[$€£¥₹]|\b(?:usd|eur|gbp|pln|chf|inr)\b"
_NAME = r"[$€£¥₹]|(?:usd|eur|euros?|gbp|pounds?|dollars?|bucks|pln|zł|zloty|chf|inr|rupees?|dólares|libras|reais)\b"
_NUMBER = r"\d{1,3}(?:[ ,.'’]\d{3})+(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,2})?"
_AMOUNT = re.compile(
    rf"(?:(?:{_SIGN})\s?(?P<after>{_NUMBER})\s?(?P<scale>k\b|m\b|mil\b|million\b|thousand\b)?"
    rf"|(?<![\w.,])(?P<before>{_NUMBER})\s?(?P<size>k|m|mil|million|thousand)?\s?(?:{_NAME}))",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_SCALES = {"k": 1_000, "thousand": 1_000, "mil": 1_000, "m": 1_000_000, "million": 1_000_000}
_GROUPED = re.compile(r"[ ,.'’](?=\d{3}(?!\d))")


def judge_high_value(situation: Situation, rule: ScenarioRule) -> Finding:
    """Phrases first; then, where `settings["amount"]` is set, the largest amount with a currency in the message."""
    found = judge_phrases(situation, rule)
    limit = rule.settings.get("amount")
    return found if limit is None else stronger(found, _judge_amount(situation.facts.text, rule.key, float(limit)))


def _judge_amount(text: str, owner: str, limit: float) -> Finding:
    amounts = amounts_in(text)
    if not amounts:
        return Finding(0.0, "no phrase and no amount found")
    value, start, end = max(amounts)
    if value < limit:
        return Finding(0.0, f"{value:g} is below {limit:g}")
    phrase = CompiledPhrase(owner, f"amount >= {limit:g}", excludes=False, strength=0.9)
    return Finding(0.9, f"{value:g} is at least {limit:g}", (Match(phrase, 0, 0, start, end, 0.9),))


def amounts_in(text: str) -> list[tuple[float, int, int]]:
    """Every amount with a currency: value, start, end. The currency is not converted."""
    if _DIGIT.search(text) is None:
        return []  # most texts, at a tenth of the cost
    found = []
    for match in _AMOUNT.finditer(text):
        number = _GROUPED.sub("", match["after"] or match["before"]).replace(",", ".")
        scale = (match["scale"] or match["size"] or "").lower()
        found.append((float(number) * _SCALES.get(scale, 1), match.start(), match.end()))
    return found
