"""The scenario's phrases in the message, less what its exclusions touch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from triggers.matching import PhraseMatch, ScenarioRule
from triggers.signals.base import SignalFinding, Situation, combine
from triggers.signals.heeding import say_shade, shade_of
from triggers.signals.selection import best_disjoint, best_with_hints_once

__all__ = ["NO_PHRASE", "best_disjoint", "judge_phrases"]

NO_PHRASE = SignalFinding(0.0, "no phrase found")
SMALL_TALK = SignalFinding(0.0, "thanks or goodbye, nothing else")


def judge_phrases(situation: Situation, rule: ScenarioRule) -> SignalFinding:
    """Score the best set of phrases that do not overlap.

    An exclusion takes every match that it touches, a circumstance (denied, supposed, ...) every match that it reaches.
    """
    matches = situation.reading.of(rule.key)
    if not matches:
        return NO_PHRASE
    if situation.is_small_talk:
        return SMALL_TALK
    vetoes = situation.reading.vetoes.get(rule.key, [])
    kept = [match for match in matches if not any(_touches(match, veto) for veto in vetoes)]
    if not kept:
        return SignalFinding(0.0, f'excluded by "{vetoes[0].phrase.text}"')
    kept, shade = _unshaded(situation, kept, rule)
    if shade is not None and not kept:
        return SignalFinding(0.0, f'excluded: "{shade.phrase.text}" {say_shade(shade)}')
    best = best_with_hints_once(kept, matches, _hint_key(situation, rule))
    return SignalFinding(combine([match.score for match in best]), f'found "{best[0].phrase.text}"', best)


def _unshaded(
    situation: Situation, kept: Sequence[PhraseMatch], rule: ScenarioRule
) -> tuple[list[PhraseMatch], PhraseMatch | None]:
    """The matches that no circumstance takes away, and the first words that take one."""
    shades = [shade_of(situation.reading, match, rule) for match in kept]
    free = [match for match, shade in zip(kept, shades, strict=True) if shade is None]
    return free, next((shade for shade in shades if shade is not None), None)


def _touches(match: PhraseMatch, veto: PhraseMatch) -> bool:
    return match.first < veto.last and veto.first < match.last


def _hint_key(situation: Situation, rule: ScenarioRule) -> Callable[[PhraseMatch], tuple[str, str]]:
    """What makes two hints the same: phrase and word, or with `settings["distinct_hints"]` the phrase alone."""
    tokens = situation.reading.tokens
    if rule.settings.get("distinct_hints"):
        return lambda match: (match.phrase.text, "")
    return lambda match: (match.phrase.text, tokens[match.first].text)
