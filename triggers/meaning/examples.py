"""Example sentences of scenarios: a pattern such as "talk to [a|the] [person|human]" said out loud, in a few ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from triggers.linting.corpus import harmless_sentences
from triggers.linting.wording import AtomReader
from triggers.matching import ScenarioRule
from triggers.matching.pattern import (
    NUMBER,
    Alternatives,
    Anchor,
    Atom,
    Gap,
    GroupName,
    LiteralWord,
    PatternError,
    parse,
)
from triggers.matching.rules import as_phrase
from triggers.signals.meaning import EXAMPLES, uses_meaning

#: Ways in which one phrase is said, and sentences of one scenario at the most.
WAYS = 3
MOST_SENTENCES = 60
#: Every so many of the shipped sentences that call for nobody are what an example must be nearer than.
STRIDE = 24
_SOME_NUMBER = "5"


class ExampleSentence(NamedTuple):
    """One sentence, the phrase (or exclusion) that it was made of, and the scenario's key."""

    scenario: str
    phrase: str
    sentence: str
    excludes: bool = False


def examples_of(rules: Iterable[ScenarioRule], groups: Mapping[str, Sequence[str]]) -> tuple[ExampleSentence, ...]:
    """Return the sentences of the scenarios that are known by their phrases, at most `MOST_SENTENCES` of each.

    Those of their exclusions are listed too, as what a message must be further away from. Hints and phrases that cannot
    be read give none. `groups`: the word groups by name.
    """
    reader = AtomReader(groups)
    found: list[ExampleSentence] = []
    for rule in rules:
        if rule.mode != "off" and EXAMPLES in uses_meaning(rule):
            for listed, excludes in ((rule.phrases, False), (rule.exclusions, True)):
                lines = [line.pattern for line in map(as_phrase, listed) if line.strength == "strong"]
                said = dict.fromkeys((line, text) for line in lines for text in sentences_of(line, groups, reader))
                found += [
                    ExampleSentence(rule.key, line, text, excludes)
                    for line, text in _spread(list(said), MOST_SENTENCES)
                ]
    return tuple(found)


def negatives() -> tuple[str, ...]:
    """Return sentences of every day that call for nobody, from all shipped languages."""
    return tuple(sentence.text for sentence in harmless_sentences()[::STRIDE])


def sentences_of(
    pattern: str, groups: Mapping[str, Sequence[str]], reader: AtomReader | None = None
) -> tuple[str, ...]:
    """Return a pattern as sentences, its fullest form in a few ways; none for one that cannot be read."""
    try:
        sequences = parse(pattern, groups)
        fullest = max(sequences, key=len)
        read = reader or AtomReader(groups)
        said = [" ".join(_say(fullest, way, read)) for way in range(WAYS)]
    except (PatternError, KeyError):
        return ()
    return tuple(dict.fromkeys(text for text in said if text))


def _say(sequence: Sequence[Atom], way: int, reader: AtomReader) -> Iterator[str]:
    for atom in sequence:
        match atom:
            case LiteralWord():
                yield _SOME_NUMBER if atom.text == NUMBER else atom.text
            case GroupName() | Alternatives():
                options = reader.options(atom)
                yield from _say(options[way * len(options) // WAYS], way, reader)
            case Anchor() | Gap():
                pass


def _spread(items: list[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """Return at most so many, evenly from the whole list."""
    return items if len(items) <= most else [items[place * len(items) // most] for place in range(most)]
