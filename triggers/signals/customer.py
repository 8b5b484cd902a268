"""What is known of the customer and the channel, whatever the message says."""

from __future__ import annotations

from collections.abc import Sequence

from triggers.matching import ScenarioRule
from triggers.signals.base import SignalFinding, Situation
from triggers.signals.conditions import CONDITIONS
from triggers.signals.phrases import judge_phrases


def judge_vip(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """Fire for a customer marked VIP or carrying one of `settings["tags"]`."""
    if situation.facts.is_vip:
        return SignalFinding(0.95, "the customer is a VIP")
    wanted = frozenset(map(str, rule.settings.get("tags", ("vip",))))
    carried = sorted(situation.facts.tags & wanted)
    return SignalFinding(0.95, f"tagged {carried[0]}") if carried else SignalFinding(0.0, "not a VIP")


def judge_business_rule(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """Every condition that the rule names must hold, and of its phrases enough must be found."""
    named = [found for condition in CONDITIONS if (found := condition(situation, rule)) is not None]
    missed = next((finding for finding in named if not finding.score), None)
    if missed is not None:
        return missed
    if not rule.phrases:
        return _together(0.95, named) if named else SignalFinding(0.0, "this rule names no condition")
    said = judge_phrases(situation, rule)
    return _together(said.score, [said, *named]) if said.score else said


def _together(score: float, findings: Sequence[SignalFinding]) -> SignalFinding:
    """One finding for all that must hold; its words in reading order."""
    matches = sorted((match for finding in findings for match in finding.matches), key=lambda m: (m.start, m.end))
    return SignalFinding(score, "; ".join(finding.why for finding in findings), tuple(matches))
