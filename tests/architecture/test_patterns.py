"""No text can hold the interpreter: every pattern's work grows with the length of a hostile text, not with its square.

CPU time is compared with CPU time of the same pattern on a quarter of the same text, never with a clock.
"""

import re

import pytest

from tests.architecture import hostile

SLOW = {
    "a start at each character": r"\w*\s*>>>",
    "neighbours that share characters": r"x\s*(?:is)?\s*$",
    "a repeat inside a repeat": r"(?:a|aa)+$",
    "a start at each beginning": r"talk\w*human",
}


def test_every_pattern_is_linear() -> None:
    steep = {
        name: f"{factor:.0f} times the work for 4 times {text}"
        for name, pattern in hostile.patterns().items()
        for factor, text in [hostile.steepest(pattern)]
        if factor > hostile.STEEPEST
    }
    assert not steep, steep


@pytest.mark.parametrize("slow", SLOW.values(), ids=SLOW)
def test_a_pattern_that_is_not_linear_is_found(slow: str) -> None:
    factor, _ = hostile.steepest(re.compile(slow))
    assert factor > hostile.STEEPEST


def test_patterns_of_every_floor_with_foreign_text_are_tried() -> None:
    modules = {name.rsplit(".", 1)[0] for name in hostile.patterns()}
    assert {"conversations.ai.guard", "conversations.ai.details", "triggers.matching.tokens"} <= modules
