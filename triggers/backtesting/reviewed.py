"""How well rules agree with what people said of the messages."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import NamedTuple, TypeVar

from triggers.backtesting.intervals import Share, wilson

Key = TypeVar("Key", bound=Hashable)


class Reviewed(NamedTuple):
    """Precision (of what fired, how much was right) and recall (of what should fire, how much did)."""

    precision: Share
    recall: Share


def measure_reviewed(verdicts: Mapping[Key, bool], fired: Collection[Key]) -> Reviewed:
    """Compare verdicts (should it have fired?) with what fired; what nobody judged does not count."""
    right = sum(should and key in fired for key, should in verdicts.items())
    wrong = sum(not should and key in fired for key, should in verdicts.items())
    return Reviewed(wilson(right, right + wrong), wilson(right, sum(verdicts.values())))
