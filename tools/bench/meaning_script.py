"""Measures the second stage in a process of its own:  python -m tools.bench.meaning_script MESSAGES

The embedded encoder and the shipped head on messages of twenty words; prints one JSON object.
"""

import json
import os
import sys
import time
from collections.abc import Callable

from conversations.encoding.embedded import EmbeddedEncoder
from tools.bench.memory import KB_PER_MB, resident_kb
from tools.bench.trigger_script import percentiles, timed
from triggers.linting.corpus import harmless_sentences
from triggers.meaning.heads import head_for

WORDS = 20
# The model's shape, and the pieces that it makes of twenty English words.
LAYERS, WIDTH, INNER = 12, 384, 1_536
PIECES = 28


def main(count: int) -> dict[str, float]:
    """Return processor milliseconds of each message and of the bare products, seconds to load, MB held."""
    texts = messages(count)
    before, started = resident_kb(os.getpid()), time.perf_counter()
    encoder = EmbeddedEncoder()
    encoder.encode(["the first text loads the model"])
    head = head_for(encoder.name)
    loaded = time.perf_counter() - started

    def read(text: str) -> object:
        [vector] = encoder.encode([text])
        return head.probabilities(vector) if head else vector

    taken = timed(texts, read)
    held = (resident_kb(os.getpid()) - before) / KB_PER_MB
    return {
        "load_seconds": loaded,
        "memory_mb": held,
        "has_head": float(head is not None),
        **percentiles("read", taken),
        **percentiles("raw", timed(texts, products())),
    }


def messages(count: int) -> list[str]:
    """Return different messages of twenty words, cut out of the shipped everyday sentences in English."""
    listed = [word for sentence in harmless_sentences() if sentence.lang == "en" for word in sentence.text.split()]
    return [" ".join(listed[place : place + WORDS]) for place in range(0, count * WORDS, WORDS)]


def products() -> Callable[[str], object]:
    """Return what only multiplies the matrices of the model's shape, as NumPy does in float32."""
    import numpy as np  # lazy: the memory before it is what the stage is measured by

    shapes = ((WIDTH, 3 * WIDTH), (WIDTH, WIDTH), (WIDTH, INNER), (INNER, WIDTH))
    matrices = [np.ones(shape, dtype=np.float32) for shape in shapes]
    rows = {shape[0]: np.ones((PIECES, shape[0]), dtype=np.float32) for shape in shapes}

    def multiply(_text: str) -> object:
        return [rows[matrix.shape[0]] @ matrix for _ in range(LAYERS) for matrix in matrices]

    return multiply


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
