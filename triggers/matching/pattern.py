"""The little language of phrases, parsed.

talk to a person            plain words
[talk|speak] to [human]     one of these; a single name is a word group; @name names a group among alternatives
talk (directly) to [human]  optional word, alternatives or (@group)
talk ... manager            up to three words between; ...5 up to five
operator*                   the forms of a word, by the endings of the phrase's language
call me at #                any number in digits
^ agent $                   a sentence that says just this, greetings and "please" aside
^^ agent $$                 the same for the whole message
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from triggers.matching.forms import STEM_MARK, is_stem
from triggers.matching.tokens import find_inner_break, tokenise

GAP_DEFAULT = 3
GAP_LIMIT = 8
#: Sequences one phrase may unfold into through its optional parts.
EXPANSION_LIMIT = 256
#: Stands for any number in digits.
NUMBER = "#"
ANCHORS = ("^", "$", "^^", "$$")

#: Words one sequence may have: more than anybody repeats.
WORD_LIMIT = 60

_ITEM = re.compile(r"\s+|\.\.\.(?P<gap>\d*)|(?P<anchor>\^\^?|\$\$?)|[\[(]|(?P<word>[^\s\[\]()|^$]+)")


#: Words in small letters and nothing else: most phrases, and ten times as fast to compile.
_PIECE = re.compile(r"\S+")
_PLAIN = re.compile(r"[a-z ]+")


class PatternError(ValueError):
    """A pattern that cannot be used. `position` is the character at which it goes wrong, from 0."""

    def __init__(self, sentence: str, position: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.position = position


@dataclass(frozen=True, slots=True)
class LiteralWord:
    """One literal word, normalised; with `STEM_MARK` at its end any form of it."""

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
class Alternatives:
    """One of several sequences."""

    options: tuple[tuple[LiteralWord | GroupName, ...], ...]


Atom = LiteralWord | GroupName | Gap | Anchor | Alternatives
Sequence_ = tuple[Atom, ...]

#: What stands in nearly every message.
_EVERYWHERE = (LiteralWord(NUMBER), GroupName("filler"))


def plain_words(pattern: str) -> list[str]:
    """The words of a pattern that holds nothing but words that need no normalising; none for any other pattern."""
    return pattern.split() if _PLAIN.fullmatch(pattern) else []


def parse(pattern: str, groups: Collection[str] = ()) -> tuple[Sequence_, ...]:
    """Every sequence the pattern stands for (optional parts unfolded).

    Raises PatternError for a syntax fault, an unknown group, and a pattern that would match any text or none.
    """
    slots, places = _read(pattern, groups)
    _check_breaks(pattern)
    count = 1
    for options, place in zip(slots, places, strict=True):
        count *= len(options)
        if count > EXPANSION_LIMIT:
            raise PatternError("This phrase has too many optional parts. Split it in two.", place)
    unfolded = []
    for chosen in product(*slots):
        atoms = [(atom, place) for part, place in zip(chosen, places, strict=True) for atom in part]
        _check(atoms, places[0] if places else 0)
        unfolded.append(tuple(atom for atom, _ in atoms))
    return tuple(dict.fromkeys(unfolded))


@lru_cache(maxsize=16_384)
def parse_once(pattern: str, groups: frozenset[str]) -> tuple[Sequence_, ...]:
    """As `parse`, kept: for the lexicon's patterns, which every rule set shares."""
    return parse(pattern, groups)


def _read(pattern: str, groups: Collection[str]) -> tuple[list[tuple[Sequence_, ...]], list[int]]:
    """Each place of the pattern as its options (one for a required part, two for an optional one), and where it is."""
    slots: list[tuple[Sequence_, ...]] = []
    places: list[int] = []
    at = 0
    while at < len(pattern):
        found = _ITEM.match(pattern, at)
        if found is None:
            raise PatternError(_stray(pattern[at]), at)
        item, place = found.group(), at
        at = found.end()
        if item.isspace():
            continue
        places.append(place)
        if item in "[(":
            at = _closing(pattern, place) + 1
            choice = _read_choice(pattern, place, at - 1, groups)
            slots.append((choice,) if item == "[" else ((), choice))
        else:
            slots.append((_read_item(found, place, groups),))
    return slots, places


def _stray(mark: str) -> str:
    if mark == "|":
        return '"|" separates alternatives inside brackets: [this|that].'
    return f'"{mark}" has no opening bracket.'


def _closing(pattern: str, start: int) -> int:
    """Where the bracket that opens at `start` closes."""
    opening = pattern[start]
    close = "]" if opening == "[" else ")"
    end = pattern.find(close, start)
    if end < 0:
        raise PatternError(f'The "{opening}" is never closed by "{close}".', start)
    return end


def _read_item(found: re.Match[str], at: int, groups: Collection[str]) -> Sequence_:
    if found["gap"] is not None:
        limit = int(found["gap"] or GAP_DEFAULT)
        if not 1 <= limit <= GAP_LIMIT:
            raise PatternError(f"A gap can be 1 to {GAP_LIMIT} words.", at)
        return (Gap(limit),)
    if found["anchor"]:
        return (Anchor(found["anchor"]),)
    return tuple(_read_piece(found["word"], groups, at))


def _read_choice(pattern: str, start: int, end: int, groups: Collection[str]) -> Sequence_:
    """The inside of brackets: a lone group name, or alternatives of words and @groups."""
    inside = pattern[start + 1 : end]
    for place, mark in enumerate(inside, start + 1):
        if mark in "[]()^$":
            raise PatternError(f'"{mark}" cannot be inside brackets: use only words, | and @groups.', place)
    name = inside.strip().lstrip("@")
    if name in groups and "|" not in inside and (inside.strip().startswith("@") or pattern[start] == "["):
        return (GroupName(name),)
    options = []
    at = start + 1
    for part in inside.split("|"):
        option: list[LiteralWord | GroupName] = []
        for piece in _PIECE.finditer(part):
            option += _read_piece(piece.group(), groups, at + piece.start())
        if not option:
            raise PatternError("An alternative between | is empty.", min(at, end))
        options.append(tuple(option))
        at += len(part) + 1
    if len(options) == 1:
        return options[0]
    return (Alternatives(tuple(dict.fromkeys(options))),)


def _read_piece(piece: str, groups: Collection[str], at: int) -> list[LiteralWord | GroupName]:
    if piece.startswith("@") and len(piece) > 1:
        if piece[1:] not in groups:
            raise PatternError(f"There is no word group called {piece[1:]}.", at)
        return [GroupName(piece[1:])]
    if piece == NUMBER:
        return [LiteralWord(NUMBER)]
    if STEM_MARK in piece:
        return [LiteralWord(_stem(piece, at))]
    return [LiteralWord(text) for text in _texts(piece)]


def _stem(piece: str, at: int) -> str:
    words = _texts(piece)
    if piece.find(STEM_MARK) != len(piece) - 1 or len(words) != 1 or not is_stem(words[0]):
        raise PatternError(f'"{STEM_MARK}" stands at the end of one word of at least two letters.', at)
    return words[0] + STEM_MARK


@lru_cache(maxsize=8192)
def _texts(piece: str) -> tuple[str, ...]:
    """The normalised words of one piece; rules say the same few thousand over and over."""
    return tuple(token.text for token in tokenise(piece))


def _check_breaks(pattern: str) -> None:
    """Refuse a phrase of more than one sentence: no phrase reaches from one into the next, so it could never match."""
    ended = find_inner_break(pattern)
    if ended:
        mark = pattern[slice(*ended)]
        sentence = f'"{mark}" ends a sentence here, and a phrase is one sentence at most: leave it out, or make two.'
        raise PatternError(sentence, ended[0])


def _is_everywhere(atom: Atom) -> bool:
    """Whether a number or a greeting is enough for this part."""
    if isinstance(atom, Alternatives):
        return any(all(map(_is_everywhere, option)) for option in atom.options)
    return atom in _EVERYWHERE


def _check(atoms: Sequence[tuple[Atom, int]], start: int) -> None:
    """Refuse what would match everything or can never match."""
    inner = [(atom, place) for atom, place in atoms if not isinstance(atom, Anchor)]
    solid = [atom for atom, _ in inner if not isinstance(atom, Gap)]
    if not solid:
        place = inner[0][1] if inner else start
        raise PatternError("This phrase would match every message. Add at least one required word.", place)
    if len(atoms) - len(inner) < 2 and all(map(_is_everywhere, solid)):
        sentence = "This phrase would match nearly every message. A number or a greeting alone is not enough."
        raise PatternError(sentence, inner[0][1])
    for atom, place in (inner[0], inner[-1]):
        if isinstance(atom, Gap):
            raise PatternError("A phrase cannot begin or end with a gap.", place)
    if len(solid) > WORD_LIMIT:
        raise PatternError(f"A phrase has at most {WORD_LIMIT} words.", inner[-1][1])
    for index, (part, place) in enumerate(atoms):
        if isinstance(part, Anchor):
            wanted = 0 if part.mark[0] == "^" else len(atoms) - 1
            if index != wanted:
                side = "start" if wanted == 0 else "end"
                raise PatternError(f'"{part.mark}" belongs at the {side} of the phrase.', place)
