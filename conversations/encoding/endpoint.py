"""Vectors from any server that speaks the OpenAI-compatible `/embeddings`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conversations.adapters.http import AnswerLost, HttpAnswer, NotSent, is_success, post_json
from conversations.breaker import Breaker
from conversations.encoding.base import EncoderFault, cut

if TYPE_CHECKING:
    from conversations.encoding.base import Vectors

breaker = Breaker("encoder")
#: Texts in one request; servers refuse more than some dozens or some hundreds.
BATCH = 32
#: E5 was trained with a word before each text that says what it is.
_E5, _PREFIX = "e5", "query: "
TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class EndpointEncoder:
    """One server with one model. `timeout` in seconds, for each request; `api_key` empty for a server without keys."""

    base_url: str
    model: str
    dimensions: int
    api_key: str = ""
    timeout: float = 3.0

    @property
    def name(self) -> str:
        """Return the model's own name, without whose it is: "intfloat/multilingual-e5-small" is the embedded one."""
        return self.model.rsplit("/", 1)[-1].lower()

    @property
    def source(self) -> str:
        """Return the server and its model."""
        return f"{self.base_url}:{self.model}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a row for each text; requests go out one after the other.

        Raises:
            EncoderFault: the server did not answer in time or at all, refused, or answered what is no vectors; or it
                did so lately, and is not asked for a while.
        """
        import numpy as np  # lazy: a desk that never encodes never loads it

        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), BATCH):
            rows = self._ask([cut(text) for text in texts[start : start + BATCH]])
            found[start : start + len(rows)] = rows
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not (lengths > 0).all():
            raise EncoderFault("invalid", "a vector without a length")
        normalised: Vectors = found / lengths
        return normalised

    def _ask(self, texts: list[str]) -> list[list[float]]:
        """Ask for some vectors unless the breaker is open, and tell the breaker how it ended."""
        if not breaker.admits(self.base_url):
            raise EncoderFault("paused", "the server did not answer lately")
        is_answered = False
        try:
            answer = self._post(texts)
            is_answered = answer.status < 500 and answer.status != TOO_MANY
        finally:
            breaker.note(self.base_url, is_answered=is_answered)
        if not is_success(answer.status):
            raise EncoderFault("refused" if is_answered else "unavailable", f"status {answer.status}")
        return _read(answer.json(), len(texts), self.dimensions)

    def _post(self, texts: list[str]) -> HttpAnswer:
        prefix = _PREFIX if _E5 in self.name.split("-") else ""
        payload = {"model": self.model, "input": [prefix + text for text in texts], "encoding_format": "float"}
        try:
            return post_json(f"{self.base_url}/embeddings", payload, bearer=self.api_key, timeout=self.timeout)
        except NotSent as error:
            raise EncoderFault("refused" if error.permanent else "unavailable", error.reason) from error
        except AnswerLost as error:
            raise EncoderFault("timeout", error.reason) from error


def _read(body: Any, count: int, dimensions: int) -> list[list[float]]:
    """Return the vectors in the order that was asked for; the wire may list them in any."""
    listed = body.get("data") if isinstance(body, Mapping) else None
    if not isinstance(listed, list) or len(listed) != count:
        raise EncoderFault("invalid", "not as many vectors as texts")
    rows: list[list[float] | None] = [None] * count
    for place, entry in enumerate(listed):
        row, index = _row(entry, dimensions), entry.get("index", place)
        if not isinstance(index, int) or not 0 <= index < count or rows[index] is not None:
            raise EncoderFault("invalid", "a vector of no text")
        rows[index] = row
    return [row for row in rows if row is not None]


def _row(entry: Any, dimensions: int) -> list[float]:
    row = entry.get("embedding") if isinstance(entry, Mapping) else None
    if not isinstance(row, list) or not all(type(number) in (int, float) for number in row):
        raise EncoderFault("invalid", "no vector of numbers")
    if len(row) != dimensions:
        raise EncoderFault("invalid", f"{len(row)} dimensions instead of {dimensions}")
    return row
