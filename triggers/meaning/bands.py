"""From which probabilities on a meaning is likely, and sure: chosen on what heads say of writers they never saw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from triggers.meaning.classes import CLASS_OF_KIND, NOBODY, PERSON_CLASSES
from triggers.meaning.head import class_probabilities
from triggers.meaning.training import temper

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from triggers.meaning.head import Floats

#: By sensitivity: the share of the harmless messages that may be likely, and sure, whatever the class.
ALLOWED = {"strict": (0.04, 0.005), "balanced": (0.08, 0.015), "eager": (0.12, 0.03)}
#: What waits worst is asked for the least: the odds of an emergency count this many times.
ODDS = {"emergency": 4.0}
_TEMPERATURES = tuple(round(0.5 + 0.05 * step, 2) for step in range(51))
_DIGITS = 4
_STEP = 0.0001

Bands = dict[str, dict[str, tuple[float, float]]]


def choose_temperature(shares: Floats, kinds: Sequence[str]) -> float:
    """Return the temperature with which "somebody is needed" is told the most truthfully (least log loss)."""
    needed = np.array([CLASS_OF_KIND[kind] != NOBODY for kind in kinds])
    losses = {temperature: _loss(temper(shares, temperature), needed) for temperature in _TEMPERATURES}
    return min(_TEMPERATURES, key=lambda temperature: losses[temperature])


def choose_bands(shares: Floats, kinds: Sequence[str]) -> Bands:
    """Return sensitivity, then class, to the probabilities from which it is likely, and sure.

    The odds of all classes are brought to one scale by `ODDS`, and the harmless messages alone set the place on it.
    """
    harmless = [
        max(_odds(said[name]) * ODDS.get(name, 1.0) for name in PERSON_CLASSES)
        for said, kind in zip(class_probabilities(shares, tuple(CLASS_OF_KIND)), kinds, strict=True)
        if CLASS_OF_KIND[kind] == NOBODY
    ]
    ordered = sorted(harmless, reverse=True)
    return {
        sensitivity: {
            name: (_limit(ordered, likely, ODDS.get(name, 1.0)), _limit(ordered, sure, ODDS.get(name, 1.0)))
            for name in PERSON_CLASSES
        }
        for sensitivity, (likely, sure) in ALLOWED.items()
    }


def _limit(ordered: Sequence[float], allowed: float, times: float) -> float:
    """Return the probability whose odds, so many times, lie above all but the allowed share."""
    odds = ordered[min(int(allowed * len(ordered)), len(ordered) - 1)] / times
    return round(min(odds / (1.0 + odds) + _STEP, 1.0), _DIGITS)


def _odds(probability: float) -> float:
    return probability / max(1.0 - probability, 1e-9)


def _loss(shares: Floats, needed: NDArray[np.bool_]) -> float:
    nobody = shares[:, [name == NOBODY for name in CLASS_OF_KIND.values()]].sum(axis=1)
    right = np.clip(np.where(needed, 1.0 - nobody, nobody), 1e-6, 1.0)
    loss: float = -np.log(right).mean().item()
    return loss
