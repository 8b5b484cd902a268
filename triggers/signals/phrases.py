"""The scenario's phrases in the message, less what its exclusions touch."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from math import log

from triggers.matching import Match, ScenarioRule
from triggers.matching.rules import STRENGTHS
from triggers.signals.base import Finding, Situation, combine

NO_PHRASE = Finding(0.0, "no phrase found")


def judge_phrases(situation: Situation, rule: ScenarioRule) -> Finding:
    """Score the best set of phrases that do not overlap; an exclusion takes every match that it touches."""
    matches = situation.reading.of(rule.key)
    if not matches:
        return NO_PHRASE
    vetoes = situation.reading.vetoes.get(rule.key, [])
    kept = [match for match in matches if not any(_touches(match, veto) for veto in vetoes)]
    if not kept:
        return Finding(0.0, f'excluded by "{vetoes[0].phrase.text}"')
    best = best_disjoint(_hints_once(kept, _hint_key(situation, rule)))
    return Finding(combine([match.score for match in best]), f'found "{best[0].phrase.text}"', best)


def _touches(match: Match, veto: Match) -> bool:
    return match.first < veto.last and veto.first < match.last


def _hint_key(situation: Situation, rule: ScenarioRule) -> Callable[[Match], tuple[str, str]]:
    """What makes two hints the same: phrase and word, or with `settings["distinct_hints"]` the phrase alone."""
    tokens = situation.reading.tokens
    if rule.settings.get("distinct_hints"):
        return lambda match: (match.phrase.text, "")
    return lambda match: (match.phrase.text, tokens[match.first].text)


def _hints_once(matches: Sequence[Match], key: Callable[[Match], tuple[str, str]]) -> list[Match]:
    """A faint hint counts once however often it stands there: "no, no, no" is one refusal."""
    kept: list[Match] = []
    hints: set[tuple[str, str]] = set()
    for match in sorted(matches, key=lambda m: (m.first, m.last)):
        if match.phrase.strength < STRENGTHS["medium"]:
            if key(match) in hints:
                continue
            hints.add(key(match))
        kept.append(match)
    return kept


def best_disjoint(matches: Sequence[Match]) -> tuple[Match, ...]:
    """The set of non-overlapping matches with the highest combined score, in reading order.

    Choosing the best set (not the longest match first) keeps this true: fewer matches never score higher.
    """
    ordered = sorted(matches, key=lambda m: (m.last, m.first, -m.score, m.phrase.text))
    ends = [match.last for match in ordered]
    best: list[tuple[float, tuple[Match, ...]]] = [(0.0, ())]
    for number, match in enumerate(ordered):
        before = best[bisect_right(ends, match.first, 0, number)]
        taken = before[0] - log(max(1.0 - match.score, 0.001))
        best.append((taken, (*before[1], match)) if taken > best[number][0] else best[number])
    return best[-1][1]
