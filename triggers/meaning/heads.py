"""The heads that read classes of meaning out of a vector, each made for the vectors of one encoder."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from triggers.meaning.head import HeadError, load_head

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)


class MeaningHead(Protocol):
    """A small calibrated classifier. Safe to use from many threads."""

    @property
    def encoder(self) -> str:
        """Return the name of the encoder whose vectors it reads."""

    @property
    def version(self) -> str:
        """Return what tells it from another one; kept with what it said."""

    def probabilities(self, vector: NDArray[np.float32]) -> Mapping[str, float]:
        """Return how probable each class is, calibrated, for one vector of length 1."""

    def bands(self, sensitivity: str, name: str) -> tuple[float, float]:
        """Return from which probability on a class is likely, and sure."""


_heads: dict[str, MeaningHead] = {}


def register_head(head: MeaningHead) -> None:
    """Let this head read the vectors of its encoder, in place of the one that did."""
    _heads[head.encoder] = head


def forget_head(encoder: str) -> None:
    """Have no head for this encoder any more."""
    _heads.pop(encoder, None)


def head_for(encoder: str) -> MeaningHead | None:
    """Return the head for an encoder's vectors, the shipped one unless another was registered.

    None where none was made for it, or its weights are damaged: the log says so once, and the patterns decide.
    """
    return _heads.get(encoder) or _shipped(encoder)


@lru_cache(maxsize=4)
def _shipped(encoder: str) -> MeaningHead | None:
    try:
        return load_head(encoder)
    except (HeadError, OSError, ValueError, KeyError, TypeError):
        logger.exception("the weights that read meaning cannot be used", extra={"encoder": encoder})
        return None
