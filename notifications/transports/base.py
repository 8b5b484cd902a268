"""What every transport is: an address for a person, and one call that says how it went."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from django.utils.functional import Promise

from accounts.models import User
from notifications.models import Notification
from notifications.wording import EntryWords


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What one person is told: worded in their language, with a link that opens the very thing.

    `key` is the same for each attempt, so that a receiver can tell a repetition.
    """

    key: str
    address: str
    words: EntryWords
    link: str
    notification: Notification


@dataclass(frozen=True)
class DeliverySent:
    """The transport has taken it."""


@dataclass(frozen=True, kw_only=True)
class DeliveryRefused:
    """It was not sent. `permanent`: no further attempt can help. `retry_after`: not before.

    `is_down`: it is the server that takes nothing, not this letter, so the others need not be tried now.
    """

    error: str
    permanent: bool = False
    retry_after: timedelta | None = None
    is_down: bool = False


@dataclass(frozen=True, kw_only=True)
class DeliveryLost:
    """The answer was lost: it may have been sent."""

    error: str


Outcome = DeliverySent | DeliveryRefused | DeliveryLost


class Transport(ABC):
    """One way of telling people. An instance has no state."""

    #: As rows store it, at most 20 letters.
    name: ClassVar[str]
    label: ClassVar[Promise]
    #: What holds for somebody who chose nothing.
    is_on: ClassVar[bool] = False
    #: People may choose. What they may not is always `is_on`.
    is_optional: ClassVar[bool] = True
    #: The notification's row is itself what arrives; `send` only shows it sooner, and nothing is tried again.
    is_instant: ClassVar[bool] = False
    #: A repetition does no harm, so a lost answer is tried again. Else it becomes `unknown` and is left so.
    may_repeat: ClassVar[bool] = False

    @abstractmethod
    def address_of(self, user: User) -> str:
        """Return where this person is reached, or "" when they are not."""

    @abstractmethod
    def send(self, letter: Letter) -> Outcome:
        """Send one letter, outside any transaction and within a time-out of its own. Raises nothing for the wire."""
