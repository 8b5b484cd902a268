"""How a channel declares itself: the admin, rules, the inbox and the API read what stands here, and nothing else.

Plain frozen values without models or network. Each adapter package has one `channel.py` with its `Channel`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TypeAlias

from django.utils.functional import Promise

# A text of ours, or one that is translated when it is shown.
Words: TypeAlias = "str | Promise"

# Fields that are columns of the account, because accounts are found and shown by them.
COLUMNS = ("external_id", "display_address")
LONGEST_VALUE = 4_000


class Door(StrEnum):
    """Where customers' messages come in: the provider calls a webhook, or visitors use a window of our own."""

    WEBHOOK = "webhook"
    WIDGET = "widget"


class Unit(StrEnum):
    """What a provider counts."""

    CHARACTERS = "characters"
    BYTES = "bytes"


class Travel(StrEnum):
    """How a file reaches the provider."""

    BY_ID = "id"
    BY_LINK = "link"
    MULTIPART = "multipart"


class After(StrEnum):
    """What may be sent when the reply window has closed."""

    NOTHING = "nothing"
    TEMPLATE = "template"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class AccountField:
    """One thing that an account needs to know. What is `secret` is never shown again.

    `required`: a live account does not work without it. `pattern` and `complaint`: what a value must look like, and
    what is said of one that does not. A name of `COLUMNS` is stored in that column, every other one encrypted.
    """

    name: str
    label: Words
    help: Words = ""
    secret: bool = True
    required: bool = False
    pattern: re.Pattern[str] | None = None
    complaint: Words = ""


@dataclass(frozen=True, slots=True)
class TextLimit:
    """The longest text of one message."""

    size: int
    unit: Unit = Unit.CHARACTERS

    def measure(self, text: str) -> int:
        """Return the length of a text as the provider counts it."""
        return len(text) if self.unit is Unit.CHARACTERS else len(text.encode("utf-8", "surrogatepass"))

    def holds(self, text: str) -> bool:
        """Return whether a text is one message."""
        # No character has more than four bytes.
        return (self.unit is Unit.BYTES and len(text) * 4 <= self.size) or self.measure(text) <= self.size


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What can be sent besides text; numbers are the most that one message takes, 0 for none."""

    media: frozenset[str] = frozenset()
    media_travel: tuple[Travel, ...] = ()
    buttons: int = 0
    list_rows: int = 0
    quick_replies: int = 0
    quote: bool = False
    reaction: bool = False
    typing: bool = False
    mark_read: bool = False
    templates: bool = False


@dataclass(frozen=True, slots=True)
class ReplyWindow:
    """How long after a customer's message anything may be sent, and what after it.

    `human_for`: counted from the same message, how long a person's own words may still be sent (`After.HUMAN`).
    """

    open_for: timedelta
    after: After = After.NOTHING
    human_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel. `icon`: a symbol of static/icons/sprite.svg. `reply_window`: None where we may always write.

    `addresses_are_phones`: an address of nothing but digits is an international number, so two spellings of a number
    are one customer. Elsewhere digits are ids, and each is somebody else. `setup_steps`: what an admin does at the
    provider, in order.
    """

    key: str
    label: Words
    icon: str
    door: Door
    text_limit: TextLimit
    fields: tuple[AccountField, ...] = ()
    capabilities: Capabilities = field(default_factory=Capabilities)
    reply_window: ReplyWindow | None = None
    addresses_are_phones: bool = False
    setup_steps: tuple[Words, ...] = ()

    def missing(self, values: Mapping[str, str]) -> list[AccountField]:
        """Return the fields without which a live account with these values does not work."""
        return [one for one in self.fields if one.required and not values.get(one.name)]
