"""The head: from the vector of what a customer said to how probable each meaning is. Its weights are shipped.

`weights/<encoder>.json` says what it is: the encoder, the kinds, the bands, what it was taught by and the digest of the
numbers in `weights/<encoder>.bin` (float16, little endian). `manage.py train_triggers` writes both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triggers.meaning.classes import CLASS_OF_KIND, NOBODY

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Layers = tuple[tuple[Floats, Floats], ...]

WEIGHTS = Path(__file__).parent / "weights"
_VERSION_DIGITS = 12


class HeadError(Exception):
    """Weights that cannot be used: says why in one sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A small calibrated classifier for the vectors of one encoder. Frozen, so safe to use from many threads.

    `version` tells it from another one. `middles`: the mean vector of each language that it was taught in, one a row.
    `layers` are matrix and offset of each; between two of them stands a rectifier.
    `limits`: sensitivity, then class, to the probabilities from which it is likely, and sure. `temperature`: what the
    layers were divided by (see training). `taught` tells by what.
    """

    encoder: str
    version: str
    kinds: tuple[str, ...]
    middles: Floats
    layers: Layers
    limits: Mapping[str, Mapping[str, tuple[float, float]]]
    temperature: float
    taught: Mapping[str, Any]

    def probabilities(self, vector: Floats) -> dict[str, float]:
        """Return how probable each class is, for one vector of length 1 (float32, as many numbers as the encoder's).

        "nobody" and its opposite are the two that are calibrated: all of the probability that somebody is needed is
        given to the class that is the most probable reason, and the others keep their own.
        """
        return class_probabilities(self.shares(vector[None, :]), self.kinds)[0]

    def shares(self, rows: Floats) -> Floats:
        """Return the probability of each kind, row by row."""
        return forward(self.layers, centred(rows, self.middles))

    def bands(self, sensitivity: str, name: str) -> tuple[float, float]:
        """Return from which probability on a class is likely, and sure; above 1 where it never is."""
        return self.limits.get(sensitivity, {}).get(name, (2.0, 2.0))


def centred(rows: Floats, middles: Floats) -> Floats:
    """Return rows without what is common to their language: less the mean vector that each is nearest to.

    A vector says which language it is in far louder than what is meant.
    """
    # Of |row - middle|^2 only this part differs between the middles.
    distance = (middles**2).sum(axis=1) - 2.0 * rows @ middles.T
    found: Floats = rows - middles[distance.argmin(axis=1)]
    return found


def forward(layers: Layers, rows: Floats) -> Floats:
    """Return the probability of each kind for each row of `centred`."""
    import numpy as np  # lazy: a desk that never encodes never loads it

    values = rows
    for place, (matrix, offset) in enumerate(layers):
        values = (np.maximum(values, 0.0) if place else values) @ matrix + offset
    return softmax(values)


def softmax(values: Floats) -> Floats:
    """Return shares of 1 that are as far apart, row by row, as the values are."""
    import numpy as np  # lazy: as above

    raised = np.exp(values - values.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def class_probabilities(shares: Floats, kinds: Sequence[str]) -> list[dict[str, float]]:
    """Return the classes' probabilities of each row: see `Head.probabilities`."""
    return [_classes(row, kinds) for row in shares.tolist()]


def _classes(shares: Sequence[float], kinds: Sequence[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for kind, value in zip(kinds, shares, strict=True):
        name = CLASS_OF_KIND[kind]
        found[name] = found.get(name, 0.0) + value
    # A float32 sum of shares can end a hair above one.
    found = {name: min(value, 1.0) for name, value in found.items()}
    reason = max((name for name in found if name != NOBODY), key=lambda name: found[name])
    return found | {reason: 1.0 - found[NOBODY]}


@lru_cache(maxsize=4)
def load_head(encoder: str, folder: Path = WEIGHTS) -> Head | None:
    """Return the head for an encoder's vectors, None where none was made. Raises HeadError where it is damaged."""
    about = folder / f"{encoder}.json"
    if not about.exists():
        return None
    return _read(json.loads(about.read_text(encoding="utf-8")), (folder / f"{encoder}.bin").read_bytes())


def _read(about: Mapping[str, Any], numbers: bytes) -> Head:
    import numpy as np  # lazy: as above

    if hashlib.sha256(numbers).hexdigest() != about["sha256"]:
        raise HeadError(f"The weights for {about['encoder']} are not those that they say they are.")
    values = np.frombuffer(numbers, dtype="<f2").astype(np.float32)
    layers, place = [], len(about["languages"]) * about["sizes"][0]
    middles = values[:place].reshape(-1, about["sizes"][0])
    for size, wide in pairwise(about["sizes"]):
        matrix = values[place : place + size * wide].reshape(size, wide)
        place += size * wide
        layers.append((matrix, values[place : place + wide]))
        place += wide
    limits = {
        sensitivity: {name: (likely, sure) for name, (likely, sure) in named.items()}
        for sensitivity, named in about["bands"].items()
    }
    version = about["sha256"][:_VERSION_DIGITS]
    return Head(
        about["encoder"],
        version,
        tuple(about["kinds"]),
        middles,
        tuple(layers),
        limits,
        about["temperature"],
        about["taught"],
    )


def head_files(about: Mapping[str, Any], middles: Floats, layers: Layers) -> tuple[str, bytes]:
    """Return what `load_head` reads: the JSON with the digest of the numbers, and the numbers."""
    import numpy as np  # lazy: as above

    parts = [middles, *(part for layer in layers for part in layer)]
    numbers = b"".join(part.astype("<f2").tobytes() for part in parts)
    sizes = [layers[0][0].shape[0], *(int(np.size(offset)) for _, offset in layers)]
    whole = {**about, "sizes": sizes, "sha256": hashlib.sha256(numbers).hexdigest()}
    return json.dumps(whole, indent=1, sort_keys=True) + "\n", numbers
