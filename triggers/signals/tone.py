"""Anger: words first, then how they are said and what came before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from triggers.matching import PhraseMatch, ScenarioRule
from triggers.matching.rules import STRENGTHS
from triggers.signals.base import SignalFinding, Situation, combine, stronger
from triggers.signals.phrases import best_disjoint, judge_phrases
from triggers.signals.refusal import judge_refusal

#: A post that opens with the company's handle is addressed to it before an audience.
_PUBLIC = re.compile(r"\W{0,3}@\w{2,}")
_MARKS = re.compile(r"!!|\?!|!\?|\?\?\?")
#: The score from which an earlier turn counts at all.
_SIGN = 0.6
#: The score from which anger in the turn before needs no more words.
_CLEAR = 0.85
#: Words in a retort.
_SHARP = 4
#: Letters that must be there before capitals say anything.
MIN_LETTERS = 8


def judge_frustration(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """Anger in words, made stronger by how and when it is said; or what the bot offered, turned down."""
    return stronger(_judge_anger(situation, rule), judge_refusal(situation, rule))


def _judge_anger(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """Phrases, made stronger by capitals after a bot's turn, by heavy marks, and by an angry turn before."""
    found = judge_phrases(situation, rule)
    if found.score > _SIGN and _is_faint(situation, found.matches):
        found = SignalFinding(_SIGN, f"{found.why}, only hints", found.matches)
    if found.score and situation.last_bot is not None and situation.last_bot.of("@bot_asks_dislike"):
        return SignalFinding(min(found.score, _SIGN), f"{found.why}, as the bot had asked", found.matches)
    signs = _heightened(situation, rule, found)
    if not signs:
        return found
    why = "; ".join([found.why, *(reason for _, reason in signs)])
    return SignalFinding(combine([found.score, *(score for score, _ in signs)]), why, found.matches)


def _is_faint(situation: Situation, matches: Sequence[PhraseMatch]) -> bool:
    """Hints alone are no anger; nor are they beside one sign before anybody has said anything."""
    signs = [match for match in matches if not _is_hint(match)]
    if not signs:
        return True
    return not situation.facts.context and len(signs) == 1 and signs[0].phrase.strength < STRENGTHS["strong"]


def _is_retort(found: SignalFinding) -> bool:
    return found.score >= _SIGN * 0.95 and not all(map(_is_hint, found.matches))


def _is_hint(match: PhraseMatch) -> bool:
    return match.phrase.strength < STRENGTHS["medium"]


def _heightened(situation: Situation, rule: ScenarioRule, found: SignalFinding) -> list[tuple[float, str]]:
    """What raises the score: capitals and marks beside negative words, a retort to a bot, anger not yet calmed."""
    text, facts, base = situation.facts.text, situation.facts, found.score
    after_bot = bool(facts.context) and facts.context[-1].role == "bot"
    signs: list[tuple[float, str]] = []
    if (base > 0 or after_bot) and is_shouted(text):
        signs.append((0.35, "in capitals"))
    if after_bot and len(situation.reading.tokens) <= _SHARP and _is_retort(found):
        signs.append((0.35, "short and sharp"))
    if base > 0 and _PUBLIC.match(text):
        signs.append((0.3, "posted in public"))
    if base > 0 and _MARKS.search(text):
        signs.append((0.2, "heavy marks"))
    if facts.signals is not None and facts.signals.sentiment == "negative" and base > 0:
        signs.append((0.3, "the AI reads it as negative"))
    if situation.earlier and not situation.found("calm"):
        signs += _upset_before(situation, rule)
    return signs


def _upset_before(situation: Situation, rule: ScenarioRule) -> list[tuple[float, str]]:
    """Anger in the customer's turn just before counts fully, a sign of it or an older one in part."""
    scores = [combine([m.score for m in best_disjoint(turn.of(rule.key))]) for turn in situation.earlier if turn.tokens]
    if not scores:
        return []
    if scores[0] >= _CLEAR:
        return [(0.75, "upset in the message before")]
    return [(0.35, "upset before")] if max(scores) >= _SIGN else []


def is_shouted(text: str) -> bool:
    """Whether most letters are capitals, in a text long enough to tell."""
    if sum(map(str.isupper, text)) < 0.8 * MIN_LETTERS:
        return False  # most texts end here, without a look at each letter
    letters = [c for c in text if c.isalpha() and c.lower() != c.upper()]
    return len(letters) >= MIN_LETTERS and sum(c.isupper() for c in letters) >= 0.8 * len(letters)
