"""Counting, the area under the curve, and likeness."""

import pytest

from triggers.evaluation.measures import area_under_curve, count
from triggers.signals.similarity import similarity


def test_counts_leave_out_what_is_disputed():
    counts = count([(1, True), (1, False), (0, True), (0, False), (0, False), (-1, True)])
    assert (counts.tp, counts.fp, counts.fn, counts.tn) == (1, 1, 1, 2)
    assert counts.precision == counts.recall == counts.f1 == 0.5
    assert counts.false_alarms == pytest.approx(1 / 3)


def test_area_under_the_curve_counts_ties_half():
    assert area_under_curve([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert area_under_curve([0.5], [0.5]) == 0.5
    assert area_under_curve([], [0.5]) == 0.0


def test_likeness_is_symmetric_and_sees_kin():
    first, second = ["how", "do", "i", "pay", "my", "bill"], ["where", "can", "i", "make", "the", "payment"]
    assert similarity(first, second) == similarity(second, first) > 0.5
    assert similarity(first, ["do", "you", "sell", "shoes"]) < 0.3
    assert similarity(first, first) == 1.0
