"""Worth a salesperson: phrases of buying, an amount of money, or a number of things above the limit."""

from __future__ import annotations

from triggers.matching import PhraseMatch, ScenarioRule
from triggers.matching.ruleset import CompiledPhrase
from triggers.signals.base import SignalFinding, Situation, setting_number, stronger
from triggers.signals.money import largest_amount
from triggers.signals.phrases import judge_phrases
from triggers.signals.quantity import quantities_in

_STRENGTH = 0.9


def judge_high_value(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """Phrases first; then `settings["amount"]` (in `settings["currency"]`) and `settings["quantity"]`, each enough."""
    found = judge_phrases(situation, rule)
    for judge in (judge_amount, judge_quantity):
        other = judge(situation, rule)
        found = found if other is None else stronger(found, other)
    return found


def judge_amount(situation: Situation, rule: ScenarioRule) -> SignalFinding | None:
    """The largest amount of money in the message against `settings["amount"]`; None where the rule sets none.

    Of another currency than `settings["currency"]` no amount counts; without that setting any does, unconverted.
    """
    limit = setting_number(rule.settings, "amount")
    if limit is None:
        return None
    currency = str(rule.settings.get("currency") or "")
    largest = largest_amount(situation.facts.text, currency)
    if largest is None:
        return SignalFinding(0.0, f"no amount in {currency}" if currency else "no amount of money found")
    if largest.value < limit:
        return SignalFinding(0.0, f"{largest.value:g} is below {limit:g}")
    match = _match(rule.key, f"amount >= {limit:g}", largest.start, largest.end)
    return SignalFinding(_STRENGTH, f"{largest.value:g} is at least {limit:g}", (match,))


def judge_quantity(situation: Situation, rule: ScenarioRule) -> SignalFinding | None:
    """The largest number of things in the message against `settings["quantity"]`; None where the rule sets none."""
    limit = setting_number(rule.settings, "quantity")
    if limit is None:
        return None
    products = situation.reading.of(rule.key)
    found = quantities_in(situation.facts.text, situation.reading.tokens, products)
    if not found:
        return SignalFinding(0.0, "no quantity found")
    value, start, end = max(found)
    if value < limit:
        return SignalFinding(0.0, f"a quantity of {value:g} is below {limit:g}")
    match = _match(rule.key, f"quantity >= {limit:g}", start, end)
    return SignalFinding(_STRENGTH, f"a quantity of {value:g} is at least {limit:g}", (match,))


def _match(owner: str, wording: str, start: int, end: int) -> PhraseMatch:
    return PhraseMatch(CompiledPhrase(owner, wording, excludes=False, strength=_STRENGTH), 0, 0, start, end, _STRENGTH)
