"""A server that speaks the `/embeddings` wire, well and badly, as told."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.standins.server import Asked, Reply, StandIn, reply_json


class EmbeddingsStandIn(StandIn):
    """Answers each text with a vector of its length and its letters, changed by `spoil` where one is given."""

    def __init__(self, *, dimensions: int = 4, spoil: Callable[[Reply], Reply] | None = None) -> None:
        super().__init__()
        self.dimensions = dimensions
        self.spoil = spoil

    @property
    def base_url(self) -> str:
        """Return what goes into `ENCODER_URL`."""
        return f"{self.url}/v1"

    def answer(self, asked: Asked) -> Reply:
        """Give the vectors in the reverse order, which the wire allows."""
        if asked.path != "/v1/embeddings":
            return reply_json({"error": {"message": "Not found"}}, 404)
        texts = asked.json["input"]
        listed = [entry(index, self.vector(text)) for index, text in enumerate(texts)]
        reply = reply_json({"object": "list", "model": asked.json["model"], "data": listed[::-1]})
        return self.spoil(reply) if self.spoil else reply

    def vector(self, text: str) -> list[float]:
        """Return a vector that no other text of a test has, not of length 1."""
        return [1.0, float(len(text)), float(text.count("e")), *[0.0] * (self.dimensions - 3)]


def entry(index: int, vector: list[Any]) -> dict[str, Any]:
    """Return one entry of an answer."""
    return {"object": "embedding", "index": index, "embedding": vector}


def with_body(value: Any, status: int = 200) -> Callable[[Reply], Reply]:
    """Answer with this JSON instead."""
    return lambda _: reply_json(value, status)


def late(seconds: float) -> Callable[[Reply], Reply]:
    """Answer after so long."""
    return lambda reply: replace(reply, delay=seconds)


def cut_after(size: int) -> Callable[[Reply], Reply]:
    """Close the connection after so many bytes."""
    return lambda reply: replace(reply, cut_after=size)
