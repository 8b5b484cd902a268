"""Conditions that a rule may name beside its words: who writes, where, when, in which language, how much.

Each is None where the rule does not name it. What nobody knows of a customer never fires anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from triggers.matching import ScenarioRule
from triggers.signals.base import SignalFinding, Situation, setting_number
from triggers.signals.value import judge_amount, judge_quantity

#: What a condition that holds says by itself.
_HOLDS = 0.95

Condition = Callable[[Situation, ScenarioRule], SignalFinding | None]


def _names(settings: Mapping[str, Any], key: str) -> frozenset[str]:
    value = settings.get(key) or ()
    return frozenset({value} if isinstance(value, str) else map(str, value))


def _held(sentence: str) -> SignalFinding:
    return SignalFinding(_HOLDS, sentence)


def _missed(sentence: str) -> SignalFinding:
    return SignalFinding(0.0, sentence)


def tagged(situation: Situation, rule: ScenarioRule) -> SignalFinding | None:
    """Carries one of `settings["tags"]`."""
    wanted = _names(rule.settings, "tags")
    if not wanted:
        return None
    carried = sorted(wanted & situation.facts.tags)
    return _held(f"tagged {carried[0]}") if carried else _missed("no tag of this rule")


def on_channel(situation: Situation, rule: ScenarioRule) -> SignalFinding | None:
    """Written on one of `settings["channels"]`."""
    wanted, channel = _names(rule.settings, "channels"), situation.facts.channel
    if not wanted:
        return None
    return _held(f"on {channel}") if channel in wanted else _missed("another channel")


def is_vip(situation: Situation, rule: ScenarioRule) -> SignalFinding | None:
    """With `settings["vip"]`: the customer is marked VIP."""
    if not rule.settings.get("vip"):
        return None
    return _held("the customer is a VIP") if situation.facts.is_vip else _missed("not a VIP")


def lead_class(situation: Situation, rule: ScenarioRule) -> SignalFinding | None:
    """The lead is of one of `settings["classes"]`, as known before or as the AI now says."""
    wanted, facts = _names(rule.settings, "classes"), situation.facts
    if not wanted:
        return None
    known = (facts.signals.lead_class if facts.signals else "") or facts.lead_class
    return _held(f"the lead is {known}") if known in wanted else _missed(f"the lead is {known or 'not classed'}")


def at_hours(situation: Situation, rule: ScenarioRule) -> SignalFinding | None:
    """With `settings["hours"]` "open" or "closed": the team's hours say so at this moment."""
    wanted, open_now = rule.settings.get("hours"), situation.facts.is_open
    if wanted not in ("open", "closed"):
        return None
    if open_now is None:
        return _missed("the opening hours are not known")
    sentence = "inside opening hours" if open_now else "outside opening hours"
    return _held(sentence) if open_now == (wanted == "open") else _missed(sentence)


def unanswered(situation: Situation, rule: ScenarioRule) -> SignalFinding | None:
    """The customer has been waiting for an answer for `settings["unanswered"]` minutes or longer."""
    limit, waited = setting_number(rule.settings, "unanswered"), situation.facts.unanswered_minutes
    if limit is None:
        return None
    if not waited:
        return _missed("no earlier message is unanswered")
    if waited < limit:
        return _missed(f"unanswered for {waited} minutes, fewer than {limit:g}")
    return _held(f"unanswered for {waited} minutes, at least {limit:g}")


def in_uncovered_language(situation: Situation, rule: ScenarioRule) -> SignalFinding | None:
    """The customer writes a known language that is none of `settings["languages"]`, which the team covers."""
    covered = {name.casefold() for name in _names(rule.settings, "languages")}
    if not covered:
        return None
    language = situation.facts.lang.casefold().replace("_", "-")
    if not language:
        return _missed("the language is not known")
    if {language, language.split("-")[0]} & covered:
        return _missed(f"the language {language} is covered")
    return _held(f"nobody covers the language {language}")


#: In the order in which a trace names the first that fails.
CONDITIONS: tuple[Condition, ...] = (
    tagged,
    on_channel,
    is_vip,
    lead_class,
    at_hours,
    unanswered,
    in_uncovered_language,
    judge_amount,
    judge_quantity,
)
