"""The customer asks for a person: by phrase, or by saying yes to the bot's offer of one."""

from __future__ import annotations

from conversations.ai.offers import declines_offer
from triggers.matching import ScenarioRule
from triggers.offering import accepted_offer
from triggers.signals.base import SignalFinding, Situation, stronger
from triggers.signals.phrases import judge_phrases


def judge_explicit(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """Phrases first; then "yes please" right after the bot offered a person."""
    return stronger(judge_phrases(situation, rule), _accepted_offer(situation))


def _accepted_offer(situation: Situation) -> SignalFinding:
    if accepted_offer(situation.facts):
        return SignalFinding(0.95, "accepted the offer of a person")
    said_yes = situation.found("yes")
    was_offered = situation.last_bot is not None and situation.last_bot.of("@bot_offer")
    # One language's yes is another's no, as a Polish "no".
    if not said_yes or not was_offered or declines_offer(situation.facts.text):
        return SignalFinding(0.0, "no phrase found")
    return SignalFinding(0.95, "accepted the offer of a person", (said_yes[0],))
