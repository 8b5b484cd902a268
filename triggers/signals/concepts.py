"""What a question is about: its words as concepts, and the matters that concepts make together. English.

The tables stand in the lexicon (`60_questions.toml`). A word no concept knows stands for itself, by its stem.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from triggers.matching.lexicon import shipped_questions

_EMPTY = """
    a an the i im ive id ill me my mine myself we us our you your u ur it its this that these those he she him her
    his they them their is are am was were be been being do does did doing have has had having can could
    will would shall should may might must to of in on at by for from with about into as and or but if so
    than then too very just please
    pls plz hi hello hey there here what whats which who whom how hows when no dont doesnt didnt cant wont
    isnt arent up down out off over any some all one ones also only even still yet ok okay yes thanks thank really now
    um uh like wanna needed tell know let lets wondering wonder able way got gets
    going make sure something anything thing things using there possible much many
"""
EMPTY_WORDS = frozenset(_EMPTY.split())

#: What a feature weighs that says little by itself; every other one weighs 1.
_LIGHT = 0.25

_ENDINGS = (
    ("ations", "ate"),
    ("ation", "ate"),
    ("ies", "y"),
    ("ied", "y"),
    ("ying", "y"),
    ("sses", "ss"),
    ("ments", ""),
    ("ment", ""),
    ("ing", ""),
    ("ed", ""),
    ("ers", ""),
    ("er", ""),
    ("es", ""),
    ("s", ""),
    ("ly", ""),
    ("e", ""),
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """One question: its features (a concept, or "=stem" for any other word) with their weights, and its matters."""

    features: dict[str, float]
    matters: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Tables:
    concepts: dict[tuple[str, ...], tuple[str, ...]]
    light: frozenset[str]
    matters: tuple[tuple[str, frozenset[str], frozenset[str]], ...]
    longest: int


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The word without its commonest English endings; short words stay as they are."""
    for ending, rest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: len(word) - len(ending)] + rest
    return word


@lru_cache(maxsize=4096)
def meaning_of(words: tuple[str, ...]) -> Meaning:
    """Read a question's normalised words; the longest phrase of a concept wins over shorter ones."""
    tables = _tables()
    stems = [stem(word) for word in words]
    features: dict[str, float] = {}
    present: set[str] = set()
    at = 0
    while at < len(words):
        length, concepts = _longest(tables, stems, at)
        if concepts:
            present.update(concepts)
            features[concepts[0]] = _LIGHT if concepts[0] in tables.light else 1.0
        elif words[at] not in EMPTY_WORDS and not words[at].isdecimal():
            features[f"={stems[at]}"] = _LIGHT if stems[at] in tables.light else 1.0
        at += length
    return Meaning(features or {f"={word}": _LIGHT for word in stems}, _matters(tables, present))


def _longest(tables: _Tables, stems: list[str], at: int) -> tuple[int, tuple[str, ...]]:
    """How many words from here make a concept, and its names; one word and none where nothing is known."""
    for length in range(min(tables.longest, len(stems) - at), 0, -1):
        concepts = tables.concepts.get(tuple(stems[at : at + length]))
        if concepts:
            return length, concepts
    return 1, ()


def _matters(tables: _Tables, present: set[str]) -> frozenset[str]:
    found = [name for name, needed, barred in tables.matters if needed <= present and barred.isdisjoint(present)]
    return frozenset(found)


@cache
def _tables() -> _Tables:
    content = shipped_questions()
    concepts: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name, texts in content["concepts"].items():
        for text in texts.split("|"):
            key = tuple(stem(word) for word in text.split())
            if name not in concepts.get(key, ()):
                concepts[key] = (*concepts.get(key, ()), name)
    light = content["light"]["words"].split()
    matters = [
        (name, *_conditions(option)) for name, options in content["matters"].items() for option in options.split("|")
    ]
    return _Tables(concepts, frozenset([*light, *map(stem, light)]), tuple(matters), max(map(len, concepts)))


def _conditions(option: str) -> tuple[frozenset[str], frozenset[str]]:
    """The concepts that one matter needs, and those that it must be without."""
    names = option.split()
    return (
        frozenset(name for name in names if name[0] != "-"),
        frozenset(name[1:] for name in names if name[0] == "-"),
    )
