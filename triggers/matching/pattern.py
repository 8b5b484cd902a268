"""The little language of phrases, parsed.

talk to a person            plain words
[talk|speak] to [human]     one of these; a single name is a word group; @name names a group among alternatives
talk (directly) to [human]  optional word, alternatives or (@group)
talk ... manager            up to three words between; ...5 up to five
call me at #                any number in digits
^ agent $                   a sentence that says just this, greetings and "please" aside
^^ agent $$                 the same for the whole message
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from triggers.matching.tokens import tokenise

GAP_DEFAULT = 3
GAP_LIMIT = 8
#: Sequences one phrase may unfold into through its optional parts.
EXPANSION_LIMIT = 256
#: Stands for any number in digits.
NUMBER = "#"
ANCHORS = ("^", "$", "^^", "$$")

_ITEM = re.compile(r"\s+|\.\.\.(?P<gap>\d*)|(?P<anchor>\^\^?|\$\$?)|[\[(]|(?P<word>[^\s\[\]()|^$]+)")


#: Words in small letters and nothing else: most phrases, and ten times as fast to compile.
_PLAIN = re.compile(r"[a-z ]+")


class PatternError(ValueError):
    """A pattern that cannot be used. `position` is the character at which it goes wrong, from 0."""

    def __init__(self, sentence: str, position: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.position = position


@dataclass(frozen=True, slots=True)
class Word:
    """One literal word, normalised."""

    text: str


@dataclass(frozen=True, slots=True)
class GroupName:
    """A reference to a named word group."""

    name: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `limit` words of any kind."""

    limit: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """A start or end, of the sentence or of the message."""

    mark: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences."""

    options: tuple[tuple[Word | GroupName, ...], ...]


Atom = Word | GroupName | Gap | Anchor | Choice
Sequence_ = tuple[Atom, ...]


def plain_words(pattern: str) -> list[str]:
    """The words of a pattern that holds nothing but words that need no normalising; none for any other pattern."""
    return pattern.split() if _PLAIN.fullmatch(pattern) else []


def parse(pattern: str, groups: Collection[str] = ()) -> tuple[Sequence_, ...]:
    """Every sequence the pattern stands for (optional parts unfolded).

    Raises PatternError for a syntax fault, an unknown group, and a pattern that would match any text.
    """
    slots = _read(pattern, groups)
    count = 1
    for options in slots:
        count *= len(options)
        if count > EXPANSION_LIMIT:
            raise PatternError("This phrase has too many optional parts; split it in two.")
    unfolded = [tuple(atom for part in chosen for atom in part) for chosen in product(*slots)]
    for sequence in unfolded:
        _check(sequence)
    return tuple(dict.fromkeys(unfolded))


def _read(pattern: str, groups: Collection[str]) -> list[tuple[Sequence_, ...]]:
    """Each place of the pattern as its options: one for a required part, two for an optional one."""
    slots: list[tuple[Sequence_, ...]] = []
    at = 0
    while at < len(pattern):
        found = _ITEM.match(pattern, at)
        if found is None:
            raise PatternError(f'"{pattern[at]}" has no opening partner here.', at)
        item = found.group()
        if item in "[(":
            close = "]" if item == "[" else ")"
            end = pattern.find(close, at)
            if end < 0:
                raise PatternError(f'The "{item}" is never closed by "{close}".', at)
            choice = _read_choice(pattern, at, end, groups)
            slots.append((choice,) if item == "[" else ((), choice))
            at = end + 1
            continue
        if not item.isspace():
            slots.append((_read_item(found, at, groups),))
        at = found.end()
    return slots


def _read_item(found: re.Match[str], at: int, groups: Collection[str]) -> Sequence_:
    if found["gap"] is not None:
        limit = int(found["gap"] or GAP_DEFAULT)
        if not 1 <= limit <= GAP_LIMIT:
            raise PatternError(f"A gap holds 1 to {GAP_LIMIT} words.", at)
        return (Gap(limit),)
    if found["anchor"]:
        return (Anchor(found["anchor"]),)
    return tuple(_read_piece(found["word"], groups, at))


def _read_choice(pattern: str, start: int, end: int, groups: Collection[str]) -> Sequence_:
    """The inside of brackets: a lone group name, or alternatives of words and @groups."""
    inside = pattern[start + 1 : end]
    if any(c in inside for c in "[(^$"):
        raise PatternError("Brackets hold only words, | and @groups.", start)
    name = inside.strip().lstrip("@")
    if name in groups and "|" not in inside and (inside.strip().startswith("@") or pattern[start] == "["):
        return (GroupName(name),)
    options = []
    for part in inside.split("|"):
        option: list[Word | GroupName] = []
        for piece in part.split():
            option += _read_piece(piece, groups, start)
        if not option:
            raise PatternError("An alternative between | is empty.", start)
        options.append(tuple(option))
    if len(options) == 1:
        return options[0]
    return (Choice(tuple(dict.fromkeys(options))),)


def _read_piece(piece: str, groups: Collection[str], at: int) -> list[Word | GroupName]:
    if piece.startswith("@") and len(piece) > 1:
        if piece[1:] not in groups:
            raise PatternError(f"There is no word group called {piece[1:]}.", at)
        return [GroupName(piece[1:])]
    if piece == NUMBER:
        return [Word(NUMBER)]
    return [Word(text) for text in _texts(piece)]


@lru_cache(maxsize=8192)
def _texts(piece: str) -> tuple[str, ...]:
    """The normalised words of one piece; rules say the same few thousand over and over."""
    return tuple(token.text for token in tokenise(piece))


def _check(sequence: Sequence_) -> None:
    """Refuse what would match everything or can never match."""
    solid = [atom for atom in sequence if not isinstance(atom, Gap | Anchor)]
    if not solid:
        raise PatternError("This phrase would match every message: it needs at least one word that must be there.")
    inner = [atom for atom in sequence if not isinstance(atom, Anchor)]
    if isinstance(inner[0], Gap) or isinstance(inner[-1], Gap):
        raise PatternError("A phrase cannot begin or end with a gap.")
    for index, atom in enumerate(sequence):
        if isinstance(atom, Anchor):
            wanted = 0 if atom.mark[0] == "^" else len(sequence) - 1
            if index != wanted:
                raise PatternError(f'"{atom.mark}" belongs at the {"start" if wanted == 0 else "end"} of the phrase.')
