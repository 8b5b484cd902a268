"""The scenario's phrases in the message, less what its exclusions touch."""

from __future__ import annotations

from collections.abc import Callable

from triggers.matching import PhraseMatch, ScenarioRule
from triggers.signals.base import SignalFinding, Situation, combine
from triggers.signals.selection import best_disjoint, best_with_hints_once

__all__ = ["NO_PHRASE", "best_disjoint", "judge_phrases"]

NO_PHRASE = SignalFinding(0.0, "no phrase found")


def judge_phrases(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """Score the best set of phrases that do not overlap; an exclusion takes every match that it touches."""
    matches = situation.reading.of(rule.key)
    if not matches:
        return NO_PHRASE
    vetoes = situation.reading.vetoes.get(rule.key, [])
    kept = [match for match in matches if not any(_touches(match, veto) for veto in vetoes)]
    if not kept:
        return SignalFinding(0.0, f'excluded by "{vetoes[0].phrase.text}"')
    best = best_with_hints_once(kept, matches, _hint_key(situation, rule))
    return SignalFinding(combine([match.score for match in best]), f'found "{best[0].phrase.text}"', best)


def _touches(match: PhraseMatch, veto: PhraseMatch) -> bool:
    return match.first < veto.last and veto.first < match.last


def _hint_key(situation: Situation, rule: ScenarioRule) -> Callable[[PhraseMatch], tuple[str, str]]:
    """What makes two hints the same: phrase and word, or with `settings["distinct_hints"]` the phrase alone."""
    tokens = situation.reading.tokens
    if rule.settings.get("distinct_hints"):
        return lambda match: (match.phrase.text, "")
    return lambda match: (match.phrase.text, tokens[match.first].text)
