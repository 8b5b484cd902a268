"""What every channel adapter takes and gives: plain frozen values, no models, no network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol, runtime_checkable

from conversations.adapters.contents import (
    AccountNotice,
    Answer,
    BusinessEcho,
    Consent,
    ConsentChange,
    ContactCard,
    Content,
    DeliveryReport,
    Edit,
    IdentityChange,
    Ignored,
    InboundAttachment,
    InboundMessage,
    Place,
    Problem,
    Reaction,
    Referral,
    ThreadControl,
    Unsend,
    Watermark,
)
from conversations.adapters.declaration import Channel
from conversations.adapters.outgoing import Outgoing
from conversations.enums import Delivery

__all__ = [
    "AccountNotice",
    "Adapter",
    "Answer",
    "BusinessEcho",
    "Consent",
    "ConsentChange",
    "ContactCard",
    "Content",
    "DeliveryReport",
    "Edit",
    "IdentityChange",
    "Ignored",
    "InboundAttachment",
    "InboundItem",
    "InboundMessage",
    "Lost",
    "MalformedPayload",
    "Place",
    "Problem",
    "Reaction",
    "Referral",
    "SendRefused",
    "SendResult",
    "Sender",
    "Sent",
    "ThreadControl",
    "Unsend",
    "Watermark",
    "WebhookAdapter",
    "WebhookRequest",
]


class MalformedPayload(ValueError):  # noqa: N818 - it names the payload, as the field does
    """A signed body that the adapter cannot read; the message says what is wrong, without customer text."""


@dataclass(frozen=True, slots=True)
class InboundItem:
    """One update of a batch. (account, kind, provider_id) is its unique key; `raw` is JSON of this update alone."""

    kind: str
    provider_id: str
    raw: Mapping[str, Any]
    content: Content


@dataclass(frozen=True, slots=True)
class Sender:
    """The account that sends: what an adapter may know of a `ChannelAccount`. `secrets`: by the declared names."""

    external_id: str
    secrets: Mapping[str, str] = field(repr=False)
    simulator: bool


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """A provider's call as it was signed.

    `url`: the whole address under which the provider knows us, whatever a proxy made of it on the way. `form`: the
    fields of a body that is a form, in their order. Header names in any case.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    form: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str:
        """Return a header by its name in any case, or empty."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it."""

    provider_id: str
    delivery: Delivery = Delivery.SENT


@dataclass(frozen=True, slots=True)
class SendRefused:
    """The provider refused it, and `problem` says what that means; `reason` is for a person, in plain words.

    `retry_after`: how long it wants to be left alone (`Problem.LATER`).
    """

    reason: str
    problem: Problem
    retry_after: timedelta | None = None

    @property
    def permanent(self) -> bool:
        """Whether it is not tried again."""
        return self.problem is not Problem.LATER

    @property
    def channel_broken(self) -> bool:
        """Whether the account itself is refused."""
        return self.problem is Problem.CHANNEL


@dataclass(frozen=True, slots=True)
class Lost:
    """The answer was lost: it may or may not have been sent, so it is never sent again blindly."""

    reason: str


SendResult = Sent | SendRefused | Lost


class Adapter(Protocol):
    """One channel. A new channel is a directory with one of these and a line in the registry."""

    channel: Channel

    def verify(self, request: WebhookRequest, *, secrets: Mapping[str, str]) -> bool:
        """Return whether the provider signed exactly this call; an empty secret never verifies."""

    def parse(self, body: bytes) -> Sequence[InboundItem]:
        """Return every update of the body in order.

        Raises:
            MalformedPayload: the body is not of this provider's form.
        """

    def read(self, item_kind: str, raw: Mapping[str, Any]) -> Content:
        """Return the content of one stored update again (the sweep's way)."""

    def send(self, sender: Sender, message: Outgoing) -> SendResult:
        """Send one message, or refuse what the channel's declaration does not name.

        Never raises for what the network or provider does.
        """


@runtime_checkable
class WebhookAdapter(Adapter, Protocol):
    """A channel whose provider calls us."""

    def handshake(self, *, query: Mapping[str, str], secrets: Mapping[str, str]) -> str | None:
        """Return the plain text that proves we know the provider's question, or None to refuse."""

    def sort_out(self, items: Sequence[InboundItem], *, external_id: str) -> Sequence[InboundItem]:
        """Return the items with those that belong to another account of the provider turned into ignored ones."""
