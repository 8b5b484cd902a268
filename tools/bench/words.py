"""Phrases and messages for the trigger bench, cut out of prose that is on every machine: Python's own docstrings."""

import ast
import os
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
PLANTED, MISSPELT = 0.30, 0.20
LEAST_MISSPELT = 6
ORDINARY = 500


def read_prose() -> list[str]:
    """Return the words of the standard library's docstrings, in order and in lower case; some hundred thousand."""
    library = Path(os.__file__).parent
    return [word for path in sorted(library.glob("*.py")) for text in _docstrings(path) for word in _words(text)]


def phrases(prose: Sequence[str], chance: random.Random, count: int) -> list[str]:
    """Return so many different pieces of two to five words, none of ordinary words alone: nobody writes such a rule."""
    ordinary = {word for word, _ in Counter(prose).most_common(ORDINARY)}
    found: dict[str, None] = {}
    while len(found) < count:
        piece = _piece(prose, chance, chance.randint(2, 5))
        if not ordinary.issuperset(piece.split()):
            found[piece] = None
    return list(found)


def messages(prose: Sequence[str], known: Sequence[str], chance: random.Random, count: int) -> list[str]:
    """Return messages of 5 to 60 words: 30 % with a known phrase in them, 20 % with one that has a typing mistake."""
    return [_message(prose, known, chance) for _ in range(count)]


def _docstrings(path: Path) -> Iterator[str]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, kinds) and (text := ast.get_docstring(node, clean=False)):
            yield text


def _words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def _piece(prose: Sequence[str], chance: random.Random, length: int) -> str:
    start = chance.randrange(len(prose) - length)
    return " ".join(prose[start : start + length])


def _message(prose: Sequence[str], known: Sequence[str], chance: random.Random) -> str:
    words = _piece(prose, chance, chance.randint(5, 60)).split()
    lot = chance.random()
    if lot < PLANTED + MISSPELT:
        phrase = chance.choice(known)
        words.insert(chance.randrange(len(words)), phrase if lot < PLANTED else _misspell(phrase, chance))
    return " ".join(words)


def _misspell(phrase: str, chance: random.Random) -> str:
    """Swap two neighbouring letters, leave one out or double one; a very short phrase stays."""
    if len(phrase) < LEAST_MISSPELT:
        return phrase
    place = chance.randrange(1, len(phrase) - 1)
    swapped = phrase[: place - 1] + phrase[place] + phrase[place - 1] + phrase[place + 1 :]
    return chance.choice((swapped, phrase[:place] + phrase[place + 1 :], phrase[:place] + phrase[place - 1 :]))
