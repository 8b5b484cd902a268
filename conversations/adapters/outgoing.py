"""What is to be sent, as an adapter gets it: plain frozen values."""

from dataclasses import dataclass

from conversations.adapters.declaration import Travel


@dataclass(frozen=True, slots=True)
class OutgoingMedia:
    """A file; the message's body is its caption. Either `media_id` (uploaded before) or `link` says where it is."""

    kind: str
    media_id: str = ""
    link: str = ""
    filename: str = ""

    @property
    def travel(self) -> Travel:
        """Return how the provider gets it."""
        return Travel.BY_ID if self.media_id else Travel.BY_LINK


@dataclass(frozen=True, slots=True)
class OutgoingTemplate:
    """A text that the provider approved before. `parameters` fill its places in order; `language` is its code."""

    name: str
    language: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutgoingButton:
    """An answer to choose; `key` comes back when the customer chooses it."""

    key: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingList:
    """Answers behind a button of this title."""

    title: str
    rows: tuple[OutgoingButton, ...]


@dataclass(frozen=True, slots=True)
class OutgoingReaction:
    """An emoji on a message of the provider's id; an empty one takes it back."""

    provider_id: str
    emoji: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send. `to`: the customer's addresses; `client_ref`: our message id; `reply_to`: what it quotes."""

    to: tuple[str, ...]
    body: str
    client_ref: str
    reply_to: str = ""
    by_human: bool = False
    media: OutgoingMedia | None = None
    template: OutgoingTemplate | None = None
    buttons: tuple[OutgoingButton, ...] = ()
    choices: OutgoingList | None = None
    reaction: OutgoingReaction | None = None
