"""Sentences that customers send every day and that call for nobody: files beside this module, one sentence per line."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

from triggers.matching.tokens import tokenise

_FOLDER = Path(__file__).parent / "harmless"
#: Harmless sentences from which on a word is an everyday one.
_COMMON_FROM = 2


class Harmless(NamedTuple):
    """One sentence with its language."""

    text: str
    lang: str


@cache
def harmless_sentences() -> tuple[Harmless, ...]:
    """Every sentence of every file, read once; the file's name begins with the language: `en_shop.txt`."""
    return tuple(
        Harmless(line.strip(), path.name.split("_", 1)[0])
        for path in sorted(_FOLDER.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    )


@cache
def everyday_words() -> frozenset[str]:
    """Normalised words that stand in more than one harmless sentence."""
    count: Counter[str] = Counter()
    for sentence in harmless_sentences():
        count.update({token.text for token in tokenise(sentence.text)})
    return frozenset(word for word, times in count.items() if times >= _COMMON_FROM)
