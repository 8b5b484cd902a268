"""The customer turns down what the bot offered, or meets the bot's failure with a no."""

from __future__ import annotations

from itertools import pairwise

from triggers.matching import ScenarioRule, read_earlier
from triggers.matching.reader import TextReading
from triggers.signals.base import TURN_LIMIT, SignalFinding, Situation, setting_number

#: Above the threshold of a balanced scenario, below that of a strict one.
_SCORE = 0.72
#: A bare "no" or "no thanks" answers a question; from here on it says what is wrong.
_MIN_WORDS = 3
#: Turns looked back on.
_LOOK_BACK = 8

NO_REFUSAL = SignalFinding(0.0, "nothing turned down")


def judge_refusal(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """Fire when the customer has now turned down `settings["refusals"]` (1) of the bot's turns, this message the last.

    A question whether there is anything else is no offer, and thanks take a refusal back. Who declines a person is
    content with the AI.
    """
    if situation.last_bot is None or not _turned_down(situation.last_bot, situation.reading):
        return NO_REFUSAL
    needed = max(1, int(setting_number(rule.settings, "refusals") or 1))
    refusals = 1 + (_earlier_refusals(situation) if needed > 1 else 0)
    words = situation.found("refusal") or situation.found("rejection") or situation.found("negative")
    score = _SCORE if refusals >= needed else round(_SCORE * refusals / needed, 4)
    return SignalFinding(score, f"turned down what the bot said ({refusals} of {needed})", tuple(words[:1]))


def _earlier_refusals(situation: Situation) -> int:
    turns = situation.facts.context[-_LOOK_BACK:]
    pairs = [(said, answered) for said, answered in pairwise(turns) if answered.role == "user"]
    return sum(
        _turned_down(
            read_earlier(situation.ruleset, said.text[-TURN_LIMIT:]),
            read_earlier(situation.ruleset, answered.text[:TURN_LIMIT]),
        )
        for said, answered in pairs
        if said.role == "bot"
    )


def _turned_down(said: TextReading, answer: TextReading) -> bool:
    """Whether the answer refuses what the bot said: its offer, its reading of the request, or its failure."""
    if said.of("@bot_closing") or said.of("@bot_offer") or answer.of("@thanks") or answer.of("@content"):
        return False
    failed = said.of("@bot_failure") or said.of("@deflection")
    if failed and (answer.of("@negative") or answer.of("@rejection")):
        return True
    if len(answer.tokens) < _MIN_WORDS or answer.of("@plain_no"):
        return False
    refused = answer.of("@refusal") or answer.of("@rejection")
    return bool(refused and (failed or said.of("@bot_proposal") or answer.of("@correction")))
