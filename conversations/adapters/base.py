"""What every channel adapter takes and gives: plain frozen values, no models, no network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from conversations.enums import Delivery


class MalformedPayload(ValueError):  # noqa: N818 - it names the payload, as the field does
    """A signed body that the adapter cannot read; the message says what is wrong, without customer text."""


@dataclass(frozen=True, slots=True)
class InboundAttachment:
    """A file announced by the provider; fetched later by `media_id`."""

    kind: str
    media_id: str = ""
    filename: str = ""
    content_type: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """Something the customer said. `external_ids`: their addresses, the most lasting one first.

    `language`: the short code that their browser or app is set to ("de"), where the provider tells it.
    """

    external_ids: tuple[str, ...]
    body: str
    kind: str = "text"
    name: str = ""
    phone: str = ""
    sent_at: datetime | None = None
    reply_to: str = ""
    language: str = ""
    attachments: tuple[InboundAttachment, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BusinessEcho:
    """Something a person of the business said outside the desk (the phone app): it takes the floor.

    `name` and `phone` are the customer's, as far as the provider tells them.
    """

    external_ids: tuple[str, ...]
    body: str
    kind: str = "text"
    name: str = ""
    phone: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of a message of ours; `client_ref` is our message id when the provider echoes it."""

    provider_id: str
    delivery: Delivery
    error: str = ""
    client_ref: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """The provider gave the same person another address."""

    previous: str
    current: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing to do; `reason` is shown in the admin."""

    reason: str


Content = InboundMessage | BusinessEcho | DeliveryReport | IdentityChange | Ignored


@dataclass(frozen=True, slots=True)
class InboundItem:
    """One update of a batch. (account, kind, provider_id) is its unique key; `raw` is JSON of this update alone."""

    kind: str
    provider_id: str
    raw: Mapping[str, Any]
    content: Content


@dataclass(frozen=True, slots=True)
class Sender:
    """The account that sends: what an adapter may know of a `ChannelAccount`."""

    external_id: str
    access_token: str
    simulator: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send. `to`: the customer's addresses; `client_ref`: our message id."""

    to: tuple[str, ...]
    body: str
    client_ref: str
    reply_to: str = ""
    by_human: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it."""

    provider_id: str
    delivery: Delivery = Delivery.SENT


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider refused it. `channel_broken`: the account itself is refused (token, permission)."""

    reason: str
    permanent: bool
    channel_broken: bool = False
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """The answer was lost: it may or may not have been sent, so it is never sent again blindly."""

    reason: str


SendResult = Sent | Refused | Lost


class Adapter(Protocol):
    """One channel. A new channel is a directory with one of these and a line in the registry.

    `addresses_are_phones`: an address of nothing but digits is an international number, so two spellings of a number
    are one customer. Elsewhere digits are ids, and each is somebody else.
    """

    kind: str
    addresses_are_phones: bool

    def verify(self, *, secret: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Return whether the provider signed exactly these bytes; an empty secret never verifies."""

    def parse(self, body: bytes) -> Sequence[InboundItem]:
        """Return every update of the body in order.

        Raises:
            MalformedPayload: the body is not of this provider's form.
        """

    def read(self, item_kind: str, raw: Mapping[str, Any]) -> Content:
        """Return the content of one stored update again (the sweep's way)."""

    def send(self, sender: Sender, message: Outgoing) -> SendResult:
        """Send one message. Never raises for what the network or provider does."""
