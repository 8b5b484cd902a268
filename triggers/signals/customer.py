"""What is known of the customer and the channel, whatever the message says."""

from __future__ import annotations

from triggers.matching import ScenarioRule
from triggers.signals.base import Finding, Situation
from triggers.signals.phrases import judge_phrases


def judge_vip(situation: Situation, rule: ScenarioRule) -> Finding:
    """Fire for a customer marked VIP or carrying one of `settings["tags"]`."""
    if situation.facts.is_vip:
        return Finding(0.95, "the customer is a VIP")
    wanted = frozenset(map(str, rule.settings.get("tags", ("vip",))))
    carried = sorted(situation.facts.tags & wanted)
    return Finding(0.95, f"tagged {carried[0]}") if carried else Finding(0.0, "not a VIP")


def judge_business_rule(situation: Situation, rule: ScenarioRule) -> Finding:
    """Every condition that the rule names must hold: tags (any of), channels (any of), phrases."""
    facts, settings = situation.facts, rule.settings
    tags, channels = frozenset(map(str, settings.get("tags", ()))), frozenset(map(str, settings.get("channels", ())))
    if tags and not tags & facts.tags:
        return Finding(0.0, "no tag of this rule")
    if channels and facts.channel not in channels:
        return Finding(0.0, "another channel")
    if rule.phrases:
        return judge_phrases(situation, rule)
    if not tags and not channels:
        return Finding(0.0, "this rule names no condition")
    return Finding(0.95, "tag and channel match")
