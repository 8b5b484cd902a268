"""What an event is made of: a fact, with its kind, its words and who sees it."""

import enum
import types
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Union, dataclass_transform, get_args, get_origin, get_type_hints

from django.utils.functional import Promise


class Seen(enum.Flag):
    """Who is shown an event, beside the audit trail and the live rows, which get each one: versions have no gaps."""

    # Nobody else: it is in the audit trail and refreshes what is open.
    TRAIL = 0
    # Agents, as a line of the timeline.
    TIMELINE = enum.auto()
    # Agents, as the state of a message that their timeline has already.
    DELIVERY = enum.auto()
    # Agents, as a message that their timeline has already and that is otherwise now.
    CHANGE = enum.auto()
    # The visitor of a web chat.
    VISITOR = enum.auto()
    # People's bells, in the words and to the people that the floor above chooses.
    NOTIFIED = enum.auto()


#: Every kind of event by its name. Only classes below `Fact` are written; each adds itself.
CATALOGUE: dict[str, type["Fact"]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Fact:
    """Something that happened to a conversation: the fields of a subclass are the payload of its event.

    A subclass names its kind (past tense, dotted), its words and who sees it. A field that is called like a word of
    Python has an underscore behind it, which the payload has not.
    """

    kind: ClassVar[str]
    words: ClassVar[Promise]
    seen: ClassVar[Seen]
    #: The fields: name, key in the payload, and the types that a value may have.
    shape: ClassVar[tuple[tuple[str, str, tuple[type, ...]], ...]]

    def __init_subclass__(cls, *, kind: str, words: Promise, seen: Seen = Seen.TRAIL) -> None:
        """Enter a kind into the catalogue."""
        if kind in CATALOGUE:
            raise TypeError(f"There are two kinds of event called {kind}.")
        cls.kind, cls.words, cls.seen = kind, words, seen
        made = dataclass(frozen=True, kw_only=True)(cls)
        hints = get_type_hints(made)
        names = [field.name for field in fields(made)]  # type: ignore[arg-type]
        made.shape = tuple((name, name.rstrip("_"), _types_of(hints[name])) for name in names)
        CATALOGUE[kind] = made

    def __post_init__(self) -> None:
        """Refuse a value of another type than its field's: the payload is read by programs of other people.

        Raises:
            TypeError: a field has a value that does not fit.
        """
        for name, _key, allowed in self.shape:
            if not isinstance(getattr(self, name), allowed):
                raise TypeError(f"{self.kind}: {name} is {getattr(self, name)!r}, which is none of {allowed}.")

    def payload(self) -> dict[str, Any]:
        """Return what is stored, as JSON."""
        return {key: getattr(self, name) for name, key, _allowed in self.shape}


def _types_of(hint: Any) -> tuple[type, ...]:
    if get_origin(hint) in (Union, types.UnionType):
        return tuple(kind for part in get_args(hint) for kind in _types_of(part))
    return (get_origin(hint) or hint,)


def seen_by(seen: Seen) -> tuple[str, ...]:
    """Return the kinds that somebody is shown, in order."""
    return tuple(sorted(kind for kind, fact in CATALOGUE.items() if fact.seen & seen))


def kind_choices() -> list[tuple[str, Promise]]:
    """Return the kinds with their words, for a field's choices."""
    return [(kind, CATALOGUE[kind].words) for kind in sorted(CATALOGUE)]


def payload_of(kind: str) -> Mapping[str, str]:
    """Return the keys of a kind's payload with their types in words, for the documentation."""
    return {
        key: " or ".join("nothing" if one is types.NoneType else one.__name__ for one in allowed)
        for _name, key, allowed in CATALOGUE[kind].shape
    }
