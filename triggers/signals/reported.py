"""What the AI reported about its own turn: confidence, gaps, failures, lead class."""

from __future__ import annotations

from triggers.matching import ScenarioRule
from triggers.signals.base import SignalFinding, Situation, stronger
from triggers.signals.phrases import judge_phrases

_SENTENCES = {
    "escalation_requested": "the AI asked for a person",
    "promised_handoff": "the AI promised a person without handing off",
    "failed": "the AI could not answer",
    "tool_failed": "an AI tool failed",
    "information_gap": "the AI doesn't know",
    "complex_request": "the AI says the request is complex",
    "out_of_scope": "the AI says the request is out of scope",
}

DEFAULT_CONFIDENCE = 0.45

_NOT_SPOKEN = SignalFinding(0.0, "the AI has not spoken yet")
_NOTHING = SignalFinding(0.0, "the AI reported nothing of the kind")


def judge_flags(situation: Situation, rule: ScenarioRule, default: tuple[str, ...] = ()) -> SignalFinding:
    """Fire on any of the AI's flags that `settings["flags"]` names."""
    signals = situation.facts.signals
    if signals is None:
        return _NOT_SPOKEN
    for flag in rule.settings.get("flags", default):
        value = getattr(signals, str(flag), False)
        if value:
            detail = f": {value}" if isinstance(value, str) else ""
            return SignalFinding(0.95, _SENTENCES.get(str(flag), str(flag)) + detail)
    return _NOTHING


def judge_low_confidence(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """Fire when the AI's confidence is below `settings["confidence"]`, or on the flags that the scenario names."""
    flagged = judge_flags(situation, rule)
    signals = situation.facts.signals
    if signals is None or signals.confidence is None:
        return flagged
    limit = float(rule.settings.get("confidence", DEFAULT_CONFIDENCE))
    if signals.confidence >= limit:
        return stronger(flagged, SignalFinding(0.0, f"confidence {signals.confidence:.2f} is not below {limit:.2f}"))
    return stronger(flagged, SignalFinding(0.9, f"confidence {signals.confidence:.2f} is below {limit:.2f}"))


def judge_information_gap(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """Fire when the AI says that it lacks the knowledge."""
    return judge_flags(situation, rule, ("information_gap",))


def judge_complex_request(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """Phrases, or the AI's own verdict."""
    return stronger(judge_phrases(situation, rule), judge_flags(situation, rule, ("complex_request",)))


def judge_out_of_scope(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """Phrases, or the AI's own verdict."""
    return stronger(judge_phrases(situation, rule), judge_flags(situation, rule, ("out_of_scope",)))


def judge_lead_class(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """Fire for the lead classes in `settings["classes"]` (hot by default), as known before or as the AI now says."""
    signals = situation.facts.signals
    lead_class = (signals.lead_class if signals else "") or situation.facts.lead_class
    wanted = [str(name) for name in rule.settings.get("classes", ("hot",))]
    if lead_class in wanted:
        return SignalFinding(0.9, f"the lead is {lead_class}")
    return SignalFinding(0.0, f"the lead is {lead_class or 'not classed'}")
