"""The desk's own offer of a person in what was said: whether it stands, and whether it was made often enough. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from conversations.ai.offers import accepts_offer, declines_offer, ends_with_offer
from triggers.facts import Facts, Turn
from triggers.matching import Ruleset, read_earlier

#: Characters at the end of a message that are looked at.
_END = 300


def accepted_offer(facts: Facts) -> bool:
    """Return whether the message says yes to the offer that ended the AI's message right before it."""
    last = facts.context[-1] if facts.context else None
    return last is not None and last.role == "bot" and ends_with_offer(last.text) and accepts_offer(facts.text)


def offers_person(text: str, ruleset: Ruleset) -> bool:
    """Return whether a message of the AI offers a person at its end in its own words, by the lexicon of these rules."""
    return ends_with_offer(text) or bool(read_earlier(ruleset, text[-_END:]).of("@bot_offer"))


def was_offered_enough(context: Sequence[Turn]) -> bool:
    """Return whether the AI's last message ended with the offer, or the customer has turned one down."""
    last = next((turn for turn in reversed(context) if turn.role == "bot"), None)
    if last is not None and ends_with_offer(last.text):
        return True
    pairs = ((said, answer) for said, answer in pairwise(context) if said.role == "bot" and answer.role == "user")
    return any(ends_with_offer(said.text) and declines_offer(answer.text) for said, answer in pairs)
