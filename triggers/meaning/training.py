"""Teaching a head: arrays in, layers out, the same to the last bit each time. Pure; for `make trigger-model` alone.

A network with one hidden layer learns to tell the kinds apart (cross entropy, Adam, decay, a rate that falls as half a
cosine). What is said of a writer is always said by a network that has seen nothing of theirs: temperature and bands are
chosen on that, and so are all figures of the tuning part.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from triggers.meaning.classes import KINDS
from triggers.meaning.head import centred, forward, softmax

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from triggers.meaning.head import Floats, Layers

#: Adam's own constants (Kingma and Ba, 2015).
_FIRST, _SECOND, _TINY = 0.9, 0.999, 1e-8


@dataclass(frozen=True, slots=True)
class Plan:
    """How to teach: chosen by cross-validation by writer on the tuning part (docs/evaluation.md has the comparison).

    `hidden`: numbers of the hidden layer. `decay`: pull of the weights towards 0. `drop`: share of the hidden numbers
    that one step leaves out. `folds`: groups of writers for cross-validation.
    """

    hidden: int = 512
    epochs: int = 20
    batch: int = 256
    rate: float = 0.003
    decay: float = 0.3
    drop: float = 0.7
    seed: int = 7
    folds: int = 6


SHIPPED = Plan()


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """What is learned from: vectors of length 1, and for each its kind and who wrote it in which language.

    A kind that is none of `KINDS` is judged like the others, and teaches nothing.
    """

    rows: Floats
    kinds: Sequence[str]
    writers: Sequence[str]
    languages: Sequence[str]

    def middles(self) -> Floats:
        """Return the mean vector of each language, in their order. No label is looked at."""
        tongues = np.array(self.languages)
        return np.stack([self.rows[tongues == name].mean(axis=0) for name in sorted(set(self.languages))])


def teach(rows: Floats, kinds: Sequence[str], plan: Plan) -> Layers:
    """Return layers that tell the kinds of centred rows apart. Each number is brought to one scale first.

    The scale is then worked into the first layer, so that the head takes rows as they are.
    """
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + np.float32(1e-6)
    matrix, offset, last, end = _descend((rows - middle) / spread, _targets(kinds), plan)
    scaled = matrix / spread[:, None]
    return (scaled, offset - middle @ scaled), (last, end)


def held_out(lessons: Lessons, plan: Plan = SHIPPED) -> Floats:
    """Return the probability of each kind for each row, said by layers that were taught by other writers.

    What a language has in common is taken from all of its messages: that needs no label.
    """
    rows = centred(lessons.rows, lessons.middles())
    said = np.zeros((len(rows), len(KINDS)), dtype=np.float32)
    for others, theirs in splits(lessons.writers, plan.folds):
        taught = [place for place in others if lessons.kinds[place] in KINDS]
        layers = teach(rows[taught], [lessons.kinds[place] for place in taught], plan)
        said[theirs] = forward(layers, rows[theirs])
    return said


def temper(shares: Floats, temperature: float) -> Floats:
    """Return shares that are further apart below 1, and nearer to each other above."""
    logarithms: Floats = np.log(np.maximum(shares, np.float32(1e-12)))
    return softmax(logarithms / np.float32(temperature))


def tempered(layers: Layers, temperature: float) -> Layers:
    """Return layers that say what `temper` makes of what these say."""
    *inner, (last, end) = layers
    return (*inner, (last / np.float32(temperature), end / np.float32(temperature)))


def splits(writers: Sequence[str], folds: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield the places to learn from and those to judge, fold by fold; no writer is on both sides of one."""
    names = sorted(set(writers))
    number = {name: place % folds for place, name in enumerate(names)}
    fold_of = np.array([number[writer] for writer in writers])
    for fold in range(min(folds, len(names))):
        yield np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)


def _targets(kinds: Sequence[str]) -> NDArray[np.int64]:
    place = {kind: number for number, kind in enumerate(KINDS)}
    return np.array([place[kind] for kind in kinds])


def _descend(rows: Floats, targets: NDArray[np.int64], plan: Plan) -> list[Floats]:
    """Return both layers, as matrix, offset, matrix, offset."""
    random = np.random.Generator(np.random.PCG64(plan.seed))
    weights = _begin((rows.shape[1], plan.hidden, len(KINDS)), random)
    first, second = [np.zeros_like(part) for part in weights], [np.zeros_like(part) for part in weights]
    steps = plan.epochs * -(-len(rows) // plan.batch)
    for step, chosen in enumerate(_batches(len(rows), plan, random), start=1):
        rate = np.float32(plan.rate * 0.5 * (1 + math.cos(math.pi * step / steps)))
        kept = (random.random((len(chosen), plan.hidden), dtype=np.float32) >= plan.drop).astype(np.float32)
        kept /= np.float32(1 - plan.drop)
        for place, slope in enumerate(_slopes(weights, rows[chosen], targets[chosen], kept)):
            first[place] = _FIRST * first[place] + (1 - _FIRST) * slope
            second[place] = _SECOND * second[place] + (1 - _SECOND) * slope**2
            move = (first[place] / (1 - _FIRST**step)) / (np.sqrt(second[place] / (1 - _SECOND**step)) + _TINY)
            pull = plan.decay if weights[place].ndim > 1 else 0.0
            weights[place] = weights[place] * (1 - rate * np.float32(pull)) - rate * move
    return weights


def _begin(sizes: tuple[int, int, int], random: np.random.Generator) -> list[Floats]:
    weights: list[Floats] = []
    for size, wide in pairwise(sizes):
        weights.append(random.standard_normal((size, wide), dtype=np.float32) / np.float32(size**0.5))
        weights.append(np.zeros(wide, dtype=np.float32))
    return weights


def _batches(rows: int, plan: Plan, random: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    for _ in range(plan.epochs):
        order = random.permutation(rows)
        yield from (order[start : start + plan.batch] for start in range(0, rows, plan.batch))


def _slopes(weights: list[Floats], rows: Floats, targets: NDArray[np.int64], kept: Floats) -> list[Floats]:
    """Return the slope of the loss by each weight, for one batch; `kept` is 0 where a hidden number is left out."""
    matrix, offset, last, end = weights
    raw = rows @ matrix + offset
    hidden = np.maximum(raw, 0.0) * kept
    wrong = softmax(hidden @ last + end)
    wrong[np.arange(len(rows)), targets] -= 1.0
    wrong /= len(rows)
    back = (wrong @ last.T) * kept * (raw > 0)
    return [rows.T @ back, back.sum(axis=0), hidden.T @ wrong, wrong.sum(axis=0)]
