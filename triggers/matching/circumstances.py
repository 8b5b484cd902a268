"""How something is said that takes words of a rule away: denied, told of others or of the past, only supposed, a name.

The words that show it are sets of the lexicon (`[circumstances.negated]` in a language's file), one for each reach.
"""

from __future__ import annotations

from collections.abc import Iterable

from triggers.matching.reader import PhraseMatch, TextReading

#: Where such words may stand: right before or behind, before within the sentence, anywhere in it,
#: anywhere in the message.
REACHES = ("before", "after", "leading", "sentence", "message")
#: What the lexicon knows, and how a reason is worded.
CIRCUMSTANCES = ("negated", "past", "supposed", "others", "mentioned", "settled")

_DIVIDERS = frozenset(",:，、،：—–()")


def set_name(circumstance: str, reach: str) -> str:
    """The lexicon's set for one circumstance and reach."""
    return f"{circumstance}.{reach}"


#: For each circumstance the owners of its sets in a reading, with their reach.
_OWNERS = {name: tuple((f"@{set_name(name, reach)}", reach) for reach in REACHES) for name in CIRCUMSTANCES}

_ALL = frozenset(owner for owners in _OWNERS.values() for owner, _ in owners)


def find_shade(reading: TextReading, match: PhraseMatch, names: Iterable[str]) -> PhraseMatch | None:
    """The words that take this match away, by the circumstances named; None when nothing does.

    Words within the match are its own: "cannot reach anybody" is no denial of "reach anybody".
    """
    matches = reading.matches
    if _ALL.isdisjoint(matches):  # most messages
        return None
    for name in names:
        for owner, reach in _OWNERS[name]:
            for found in matches.get(owner, ()):
                if not _is_within(found, match) and _reaches(reading, found, match, reach):
                    return found
    return None


def _is_within(found: PhraseMatch, match: PhraseMatch) -> bool:
    return match.first <= found.first and found.last <= match.last


def _reaches(reading: TextReading, found: PhraseMatch, match: PhraseMatch, reach: str) -> bool:
    if reach == "message":
        return True
    if any(
        token.opens for token in reading.tokens[min(found.first, match.first) + 1 : max(found.first, match.first) + 1]
    ):
        return False
    if reach == "sentence":
        return True
    if reach == "after":
        return found.last > match.last and found.first <= match.last and not _divided(reading.text, match, found)
    if found.first >= match.first:
        return False
    return reach == "leading" or (found.last >= match.first and not _divided(reading.text, found, match))


def _divided(text: str, left: PhraseMatch, right: PhraseMatch) -> bool:
    """Whether a comma or the like parts the two: "no, a person please" denies nothing."""
    return not _DIVIDERS.isdisjoint(text[left.end : right.start])
