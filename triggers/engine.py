"""The decision: one message's facts against the published rules. Pure, deterministic, never raises on any text."""

from __future__ import annotations

from triggers.facts import Facts
from triggers.matching import CATEGORIES, Match, Ruleset, ScenarioRule
from triggers.signals import SIGNALS, Situation
from triggers.trace import Decision, Evidence, ScenarioResult

__all__ = ["Decision", "Evidence", "ScenarioResult", "decide"]

#: A request for a person is a hard rule: it wins over every other category, whatever the priorities say.
_HARD_RULE = "explicit_request"
_RANK = {category: rank for rank, category in enumerate(CATEGORIES)}


def decide(ruleset: Ruleset, facts: Facts) -> Decision:
    """Judge every scenario and name the one that acts: a request for a person first, then by priority.

    Only scenarios in mode "live" can fire the decision; "shadow" ones are judged and recorded, "off" ones are skipped.
    """
    situation = Situation(ruleset, facts)
    judged = [(rule, _judge(situation, rule)) for rule in ruleset.rules if rule.mode != "off"]
    live = [pair for pair in judged if pair[1].fired and pair[0].mode == "live"]
    results = tuple(result for _, result in judged)
    if not live:
        best = max((result.score for result in results), default=0.0)
        return Decision(False, "", "", best, (), results, ruleset.version)
    _, chosen = min(live, key=_precedence)
    return Decision(True, chosen.category, chosen.key, chosen.score, chosen.evidence, results, ruleset.version)


def _judge(situation: Situation, rule: ScenarioRule) -> ScenarioResult:
    finding = SIGNALS[rule.category](situation, rule)
    threshold = rule.effective_threshold
    fired = finding.score >= threshold
    why = finding.why if fired or not finding.score else f"{finding.why}; {finding.score:.2f} is below {threshold:.2f}"
    evidence = tuple([_evidence(situation.facts.text, match) for match in finding.matches]) if finding.matches else ()
    return ScenarioResult(rule.key, rule.category, finding.score, threshold, fired, why, rule.mode, evidence)


def _evidence(text: str, match: Match) -> Evidence:
    return Evidence(match.start, match.end, text[match.start : match.end], match.phrase.text)


def _precedence(pair: tuple[ScenarioRule, ScenarioResult]) -> tuple[bool, int, int, float, str]:
    rule, result = pair
    return (rule.category != _HARD_RULE, -rule.priority, _RANK[rule.category], -result.score, rule.key)
