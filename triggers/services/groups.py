"""Word groups as the desk uses them: the shipped ones, and those that an admin has changed or made."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from triggers.matching import PatternError
from triggers.matching.lexicon import alternatives, shipped_lexicon
from triggers.matching.pattern import Anchor, Gap, parse
from triggers.matching.reach import WordingReader, Wordings
from triggers.matching.tokens import tokenise
from triggers.models import Phrase, WordGroup
from triggers.services.snapshots import lexicon_with, own_groups

#: How a text names a group: @name anywhere, [name] or (name) alone in brackets. A name that is no group is a word.
_NAMED = re.compile(r"@([\w-]+)|\[\s*([\w-]+)\s*\]")
# Enough to see what a group is for.
EXAMPLES = 20
#: Wordings that a group's page shows.
WORDINGS = 40
#: Letters of one word, and characters of one group: far more than any language needs, little enough to compile at once.
WORD_LIMIT = 60
GROUP_LIMIT = 20_000
_LINK_PART = re.compile(r"[^.:/]+")
_LONG = re.compile(rf"[^\s\[\]()|]{{{WORD_LIMIT + 1},}}")


class GroupError(ValueError):
    """Words of a group that the engine cannot use; `line` counts from 1, 0 is the group as a whole."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.sentence, self.line = sentence, line


class GroupRow(NamedTuple):
    """One group as lists show it; `state` is "shipped", "changed" or "own"."""

    name: str
    words: tuple[str, ...]
    state: str
    phrase_count: int
    row_id: int | None


@dataclass(frozen=True, slots=True)
class Usage:
    """Who uses a group: phrases by name, and other groups."""

    phrase_count: int
    examples: tuple[Phrase, ...]
    groups: tuple[str, ...]

    @property
    def is_used(self) -> bool:
        """Whether anything names the group."""
        return bool(self.phrase_count or self.groups)


def groups_in_force() -> Mapping[str, tuple[str, ...]]:
    """Return the draft's groups, name to alternatives: what a phrase may name that is written now."""
    return lexicon_with(own_groups()).groups


def list_groups(search: str = "") -> list[GroupRow]:
    """Return all groups by name with how many phrases of the draft name each; `search` looks into names and words."""
    shipped, rows = shipped_lexicon().groups, {row.name: row for row in WordGroup.objects.all()}
    counts = count_uses()
    found = []
    for name, words in sorted(groups_in_force().items()):
        if search and search.lower() not in f"{name} {' '.join(words)}".lower():
            continue
        state = "own" if name not in shipped else "changed" if words != shipped[name] else "shipped"
        row = rows.get(name)
        found.append(GroupRow(name, words, state, counts[name], row.pk if row else None))
    return found


def count_uses() -> Counter[str]:
    """Return how many phrases of the draft name each group."""
    texts = Phrase.objects.order_by().values_list("text", flat=True)
    return Counter(name for text in texts for name in named_in(text))


def usage_of(name: str) -> Usage:
    """Return what in the draft names a group, with some of the phrases."""
    near = Phrase.objects.filter(text__contains=name).select_related("scenario").order_by("scenario__name", "text")
    using = [phrase for phrase in near if name in named_in(phrase.text)]
    inside = (other for other, words in groups_in_force().items() if other != name and name in _named_by(words))
    return Usage(len(using), tuple(using[:EXAMPLES]), tuple(sorted(inside)))


def reach_of(name: str) -> Wordings | None:
    """Return how much a group of the draft accepts, with examples; None for one that cannot be read."""
    try:
        return WordingReader(groups_in_force()).group(name, WORDINGS)
    except (PatternError, KeyError):
        return None


def named_in(text: str) -> set[str]:
    """Return the names of groups that a phrase or an alternative may mean; some may be plain words in brackets."""
    return {at or alone for at, alone in _NAMED.findall(text)}


def place_of_long_word(text: str) -> int | None:
    """Return where a word begins that is longer than any word may be, from 0; None: there is none.

    Scripts without spaces have no such words: the engine reads each of their characters alone.
    """
    for run in _LONG.finditer(text):
        # A link is one token that the engine passes over in messages, but not in phrases: dots divide it here.
        for part in _LINK_PART.finditer(run.group()):
            for token in tokenise(part.group()):
                if token.end - token.start > WORD_LIMIT:
                    return run.start() + part.start() + token.start
    return None


def told_of_long_word() -> str:
    """Return why a word is refused."""
    return _("This word has more than %(limit)d letters.") % {"limit": WORD_LIMIT}


def check_words(*, name: str, words: str) -> list[str]:
    """Return a group's alternatives, checked by the engine beside all other groups of the draft.

    Raises:
        GroupError: an alternative cannot be used, with its line; or the group is too long.
    """
    # Browsers send each line end as two characters.
    if len("\n".join(words.splitlines())) > GROUP_LIMIT:
        raise GroupError(_("A word group can have at most %(limit)s characters.") % {"limit": f"{GROUP_LIMIT:,}"})
    for number, line in enumerate(words.splitlines(), start=1):
        if not line.lstrip().startswith("#") and (at := place_of_long_word(line)) is not None:
            raise GroupError(_("At character %(at)d: ") % {"at": at + 1} + told_of_long_word(), number)
    named = {**groups_in_force(), name: tuple(alternatives(words))}
    for number, line in enumerate(words.splitlines(), start=1):
        for text in alternatives(line):
            _check_alternative(text, number, name, named)
    if not named[name]:
        raise GroupError(_("A word group needs at least one word."))
    return list(named[name])


def _check_alternative(text: str, line: int, name: str, named: Mapping[str, Sequence[str]]) -> None:
    try:
        sequences = parse(text, named)
    except PatternError as error:
        raise GroupError(_("“%(text)s”: %(fault)s") % {"text": text, "fault": error.sentence}, line) from error
    if any(isinstance(atom, Gap | Anchor) for sequence in sequences for atom in sequence):
        raise GroupError(_("“%(text)s”: A word group can't contain gaps, ^ or $.") % {"text": text}, line)
    way = _way_back(named_in(text) & named.keys(), name, named)
    if way:
        chain = " → ".join(f"@{each}" for each in (name, *way))
        raise GroupError(_("“%(text)s”: The group would contain itself: %(way)s.") % {"text": text, "way": chain}, line)


def _way_back(start: Iterable[str], goal: str, named: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return how one comes from these groups to `goal` by what they contain; empty: not at all."""
    todo: list[tuple[str, ...]] = [(name,) for name in sorted(start)]
    seen: set[str] = set()
    while todo:
        way = todo.pop(0)
        if way[-1] == goal:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            todo += [(*way, name) for name in sorted(_named_by(named.get(way[-1], ())) & named.keys())]
    return ()


def _named_by(words: Iterable[str]) -> set[str]:
    return {name for text in words for name in named_in(text)}
