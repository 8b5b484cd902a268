"""Which of the phrases found count: the best set of those that do not overlap.

Choosing the best set (not the longest match first, nor the first hint) keeps one thing true: fewer matches never score
higher, so that an exclusion never makes a scenario fire.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from math import log

from triggers.matching import PhraseMatch
from triggers.matching.rules import STRENGTHS

#: Hints standing more than once whose every place is weighed; of further ones the first place alone.
WEIGHED = 5

#: Doubt taken away (a negative logarithm) and the matches that take it.
_Choice = tuple[float, tuple[PhraseMatch, ...]]

Key = Callable[[PhraseMatch], Hashable]


def best_disjoint(matches: Sequence[PhraseMatch]) -> tuple[PhraseMatch, ...]:
    """The set of non-overlapping matches with the highest combined score, in reading order."""
    ordered = sorted(matches, key=_place)
    ends = [match.last for match in ordered]
    best: list[_Choice] = [(0.0, ())]
    for number, match in enumerate(ordered):
        before = best[bisect_right(ends, match.first, 0, number)]
        taken = before[0] + _gain(match)
        best.append((taken, (*before[1], match)) if taken > best[number][0] else best[number])
    return best[-1][1]


def best_with_hints_once(
    kept: Sequence[PhraseMatch], found: Sequence[PhraseMatch], key: Key
) -> tuple[PhraseMatch, ...]:
    """The same, but a faint hint counts once however often it stands there: "no, no, no" is one refusal.

    `found`: the matches before exclusions took theirs, `kept` those that are left; `key` tells hints apart.
    """
    counts = Counter(key(match) for match in found if _is_hint(match))
    if max(counts.values(), default=0) < 2:
        return best_disjoint(kept)
    repeated = [hint for hint, count in counts.items() if count > 1]
    bits = {hint: 1 << place for place, hint in enumerate(repeated[:WEIGHED])}
    allowed = _first_places(found, key, frozenset(repeated[WEIGHED:]))
    return _best_by_bits([match for match in kept if match in allowed], lambda match: _bit(match, key, bits))


def _is_hint(match: PhraseMatch) -> bool:
    return match.phrase.strength < STRENGTHS["medium"]


def _bit(match: PhraseMatch, key: Key, bits: dict[Hashable, int]) -> int:
    return bits.get(key(match), 0) if _is_hint(match) else 0


def _first_places(found: Sequence[PhraseMatch], key: Key, single: frozenset[Hashable]) -> frozenset[PhraseMatch]:
    """All matches but the later ones of these hints."""
    seen: set[Hashable] = set()
    allowed: set[PhraseMatch] = set()
    for match in sorted(found, key=_place):
        hint = key(match) if _is_hint(match) else None
        if hint not in single or hint not in seen:
            allowed.add(match)
        seen.add(hint)
    return frozenset(allowed)


def _best_by_bits(matches: Sequence[PhraseMatch], bit_of: Callable[[PhraseMatch], int]) -> tuple[PhraseMatch, ...]:
    """The best set in which no bit comes twice. `best` holds, for each number of words read, a choice per bits used."""
    ordered = sorted(matches, key=_place)
    ends = [match.last for match in ordered]
    best: list[dict[int, _Choice]] = [{0: (0.0, ())}]
    for number, match in enumerate(ordered):
        now = dict(best[number])
        bit, gain = bit_of(match), _gain(match)
        for used, (value, chosen) in best[bisect_right(ends, match.first, 0, number)].items():
            if not used & bit and value + gain > now.get(used | bit, (0.0, ()))[0]:
                now[used | bit] = (value + gain, (*chosen, match))
        best.append(now)
    return max(best[-1].values(), key=lambda choice: choice[0])[1]


def _place(match: PhraseMatch) -> tuple[int, int, float, str]:
    return (match.last, match.first, -match.score, match.phrase.text)


def _gain(match: PhraseMatch) -> float:
    return -log(max(1.0 - match.score, 0.001))
