"""The same question again, in the same or in other words."""

from __future__ import annotations

from triggers.matching import ScenarioRule
from triggers.matching.tokens import tokenise
from triggers.signals.base import SignalFinding, Situation, setting_number
from triggers.signals.similarity import similarity

#: Earlier messages of the customer that are compared.
LOOK_BACK = 4
MIN_WORDS = 3


def judge_repetition(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """The greatest likeness to one of the customer's last messages (`settings["look_back"]`, 4), from 0 to 1."""
    earlier = [turn.text for turn in situation.facts.context if turn.role == "user"]
    if not earlier:
        return SignalFinding(0.0, "nothing to compare with")
    words = [token.text for token in situation.reading.tokens]
    if len(words) < MIN_WORDS:
        return SignalFinding(0.0, "too short to compare")
    look_back = max(1, int(setting_number(rule.settings, "look_back") or LOOK_BACK))
    score = max(similarity(words, [token.text for token in tokenise(text[:600])]) for text in earlier[-look_back:])
    return SignalFinding(round(score, 4), f"likeness {score:.2f} to an earlier message")
