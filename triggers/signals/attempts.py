"""The AI failed before: turns counted by the caller, deflections in the context, the customer's rejection."""

from __future__ import annotations

from triggers.matching import ScenarioRule, read_earlier
from triggers.signals.base import TURN_LIMIT, SignalFinding, Situation, setting_number, stronger
from triggers.signals.reported import judge_flags

DEFAULT_ATTEMPTS = 2
#: Bot turns looked back on.
BOT_TURNS = 4


def judge_failed_attempts(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """Fire when failed turns reach `settings["attempts"]` (2), or on the AI's failures that the settings name."""
    needed = max(1, int(setting_number(rule.settings, "attempts") or DEFAULT_ATTEMPTS))
    rejected = situation.found("rejection")
    failed = max(situation.facts.failed_attempts, _deflections(situation))
    if rejected and situation.facts.context:
        failed += 1
    flagged = judge_flags(situation, rule)
    if failed == 0:
        return stronger(flagged, SignalFinding(0.0, "no failed attempt"))
    score = 0.9 if failed >= needed else round(0.6 * failed / needed, 4)
    return stronger(flagged, SignalFinding(score, f"{failed} failed attempts of {needed}", tuple(rejected[:1])))


def _deflections(situation: Situation) -> int:
    """Bot turns among the last ones that did not answer: "I don't know", "please rephrase"."""
    if "bot" not in (turn.role for turn in situation.facts.context):
        return 0
    turns = [turn.text for turn in situation.facts.context if turn.role == "bot"][-BOT_TURNS:]
    return sum(bool(read_earlier(situation.ruleset, text[:TURN_LIMIT]).of("@deflection")) for text in turns)
