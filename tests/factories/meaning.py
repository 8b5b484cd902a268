"""An encoder and a head for tests: a text's vector says which of a few words stand in it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from conversations.encoding import endpoint
from tests.standins.embeddings import EmbeddingsStandIn
from triggers.meaning import heads
from triggers.services.meaning import forget_examples

#: Each word has a direction of its own; a text without any lies in the first one.
WORDS = ("", "take", "long", "pump", "boiler")
BANDS = {"strict": (0.6, 0.95), "balanced": (0.3, 0.8), "eager": (0.2, 0.6)}


class WordsEncoder(EmbeddingsStandIn):
    """A server whose vectors follow the words."""

    def __init__(self) -> None:
        super().__init__(dimensions=len(WORDS))

    def vector(self, text: str) -> list[float]:
        """Point where the words of the text are."""
        found = [float(text.lower().count(word)) if word else 0.0 for word in WORDS]
        return found if any(found) else [1.0, *found[1:]]


class WordsHead:
    """Legal by "take", medical by "long", as far as the vector points there."""

    encoder, version = "words", "1"

    def probabilities(self, vector: Any) -> Mapping[str, float]:
        """Return the share of each word, squared: together they are 1."""
        legal, medical = float(vector[1] ** 2), float(vector[2] ** 2)
        return {"legal": legal, "medical": medical, "nobody": 1.0 - legal - medical}

    def bands(self, sensitivity: str, name: str) -> tuple[float, float]:
        """Return the same bands for every class; nobody has none."""
        if name == "nobody":
            raise KeyError(name)
        return BANDS[sensitivity]


@contextmanager
def second_stage(settings: Any) -> Iterator[WordsEncoder]:
    """Give the desk this encoder and this head."""
    with WordsEncoder() as server:
        settings.ENCODER, settings.ENCODER_URL, settings.ENCODER_MODEL = "endpoint", server.base_url, "words"
        settings.ENCODER_DIMENSIONS, settings.ENCODER_TIMEOUT_SECONDS = len(WORDS), 2
        heads.register_head(WordsHead())
        forget_examples()
        yield server
    heads.forget_head("words")
    forget_examples()
    endpoint.breaker.forget()
