"""The decision: one message's facts against the published rules. Pure, deterministic, never raises on any text."""

from __future__ import annotations

from collections.abc import Iterable

from triggers.facts import Facts
from triggers.matching import CATEGORIES, PhraseMatch, Ruleset, ScenarioRule, TextReading
from triggers.offering import was_offered_enough
from triggers.signals import SIGNALS, SignalFinding, Situation
from triggers.signals.meaning import NOT_MEANT, judge_meaning
from triggers.signals.opposition import Opposition, oppose
from triggers.trace import Decision, Evidence, ScenarioResult

__all__ = ["Decision", "Evidence", "ScenarioResult", "choose", "decide", "precedence", "standing"]

#: A request for a person is a hard rule: it wins over every other category, whatever the priorities say.
_HARD_RULE = "explicit_request"
#: Where a score comes from.
PATTERNS, MEANING = "patterns", "meaning"
_RANK = {category: rank for rank, category in enumerate(CATEGORIES)}
#: How a finding begins that an opposition explains better, in the customer's own words.
_OPPOSED = ("excluded by", "no phrase found")


def decide(ruleset: Ruleset, facts: Facts, *, reading: TextReading | None = None) -> Decision:
    """Judge every scenario and name the one that acts: a request for a person first, then by priority.

    Only scenarios in mode "live" can fire the decision; "shadow" ones are judged and recorded, "off" ones only listed.
    `reading`: the message's text as these rules have read it before, for whoever judges it more than once.
    """
    situation = Situation(ruleset, facts, reading)
    judged = [(rule, _judge(situation, rule)) for rule in ruleset.rules]
    results = tuple(result for _, result in judged)
    chosen = choose(judged)
    if chosen is None:
        best = max((result.score for result in results), default=0.0)
        return Decision(False, "", "", best, (), results, ruleset.version, _offered(judged, facts))
    return Decision(True, chosen.category, chosen.key, chosen.score, chosen.evidence, results, ruleset.version)


def _judge(situation: Situation, rule: ScenarioRule) -> ScenarioResult:
    threshold = rule.effective_threshold
    if rule.mode == "off":
        return ScenarioResult(rule.key, rule.category, 0.0, threshold, False, "switched off", rule.mode)
    finding = SIGNALS[rule.category](situation, rule)
    opposition = oppose(situation.reading, rule)
    meant = NOT_MEANT if situation.facts.meaning is None else judge_meaning(situation, rule)
    by_meaning = meant.score > finding.score
    if by_meaning:
        finding = SignalFinding(meant.score, meant.why, finding.matches)
    fired = finding.score >= threshold
    why = finding.why if fired else _why_not(finding, opposition, threshold)
    evidence = tuple([_evidence(situation.facts.text, match) for match in finding.matches]) if finding.matches else ()
    against = opposition.against if opposition else ()
    stage = MEANING if by_meaning else PATTERNS if finding.score else ""
    found = ScenarioResult(rule.key, rule.category, finding.score, threshold, fired, why, rule.mode, evidence, against)
    return found._replace(stage=stage, likely=meant.is_likely and not fired) if stage else found


def _why_not(finding: SignalFinding, opposition: Opposition | None, threshold: float) -> str:
    """What was found, what speaks against it, and what is missing."""
    reasons = [finding.why]
    if opposition:
        words, _, signs = finding.why.partition("; ")
        reasons = [opposition.sentence, signs] if words.startswith(_OPPOSED) else [finding.why, opposition.sentence]
    if finding.score:
        reasons.append(f"{finding.score:.2f} is below {threshold:.2f}")
    return "; ".join(filter(None, reasons))


def _evidence(text: str, match: PhraseMatch) -> Evidence:
    return Evidence(match.start, match.end, text[match.start : match.end], match.phrase.text)


def choose(judged: Iterable[tuple[ScenarioRule, ScenarioResult]]) -> ScenarioResult | None:
    """Return the answer that acts: the first by precedence of the live scenarios that fire; None when none does."""
    live = [pair for pair in judged if pair[1].fired and pair[0].mode == "live"]
    return min(live, key=precedence)[1] if live else None


def _offered(judged: Iterable[tuple[ScenarioRule, ScenarioResult]], facts: Facts) -> str:
    """Return the live scenario that is likely by meaning, the first by precedence; empty when none is.

    A person is not offered twice in a row, and no more once the customer has said no to it.
    """
    if facts.meaning is None or was_offered_enough(facts.context):
        return ""
    likely = [pair for pair in judged if pair[1].likely and pair[0].mode == "live"]
    return min(likely, key=precedence)[1].key if likely else ""


def precedence(pair: tuple[ScenarioRule, ScenarioResult]) -> tuple[bool, int, int, float, str]:
    """Of the live scenarios that fire, the one for which this is smallest acts."""
    rule, result = pair
    return (*standing(rule), _RANK[rule.category], -result.score, rule.key)


def standing(rule: ScenarioRule) -> tuple[bool, int]:
    """What an admin has set of the precedence, the smaller the earlier: a request for a person, then the priority."""
    return (rule.category != _HARD_RULE, -rule.priority)
