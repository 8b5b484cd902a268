"""Choosing among phrases that overlap: as good as trying every set, and never better with fewer."""

from itertools import combinations, pairwise
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triggers.matching import PhraseMatch
from triggers.matching.rules import STRENGTHS
from triggers.matching.ruleset import CompiledPhrase
from triggers.signals.selection import WEIGHED, best_disjoint, best_with_hints_once


def made(text, first, length, strength):
    phrase = CompiledPhrase("r", text, excludes=False, strength=STRENGTHS[strength])
    return PhraseMatch(phrase, first, first + length, first, first + length, STRENGTHS[strength])


MATCH = st.builds(made, st.sampled_from("abc"), st.integers(0, 6), st.integers(1, 3), st.sampled_from(list(STRENGTHS)))
MATCHES = st.lists(MATCH, max_size=8, unique=True)


def hint(match):
    return match.phrase.text


def worth(matches):
    return 1 - prod(1 - match.score for match in matches)


def possible(matches, *, once):
    for size in range(len(matches) + 1):
        for chosen in combinations(matches, size):
            ordered = sorted(chosen, key=lambda match: match.first)
            apart = all(one.last <= two.first for one, two in pairwise(ordered))
            hints = [hint(match) for match in chosen if match.phrase.strength == STRENGTHS["hint"]]
            if apart and (not once or len(hints) == len(set(hints))):
                yield worth(chosen)


@settings(max_examples=80, deadline=None)
@given(MATCHES)
def test_the_best_set_is_found(matches):
    best = best_disjoint(matches)
    assert worth(best) == pytest.approx(max(possible(matches, once=False)))
    assert list(best) == sorted(best, key=lambda match: match.first)


@settings(max_examples=80, deadline=None)
@given(MATCHES)
def test_a_hint_counts_once_in_the_best_place(matches):
    best = best_with_hints_once(matches, matches, hint)
    assert worth(best) == pytest.approx(max(possible(matches, once=True)))


@settings(max_examples=120, deadline=None)
@given(MATCHES, st.sets(st.integers(0, 7)))
def test_with_fewer_matches_nothing_scores_higher(matches, taken):
    kept = [match for place, match in enumerate(matches) if place not in taken]
    assert (
        worth(best_with_hints_once(kept, matches, hint)) <= worth(best_with_hints_once(matches, matches, hint)) + 1e-9
    )


def test_of_many_repeated_hints_the_later_ones_count_in_their_first_place_alone():
    names = [f"h{number}" for number in range(WEIGHED + 2)]
    matches = [made(name, 2 * place, 1, "hint") for place, name in enumerate(names + names)]
    best = best_with_hints_once(matches, matches, hint)
    assert sorted(map(hint, best)) == sorted(names)
    left = [match for match in matches if match.first != 2 * (len(names) - 1)]
    assert names[-1] not in map(hint, best_with_hints_once(left, matches, hint))
