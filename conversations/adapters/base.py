"""What every channel adapter takes and gives: plain frozen values, no models, no network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from conversations.adapters.declaration import Channel
from conversations.adapters.outgoing import Outgoing
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
    """The provider refused it. `channel_broken`: the account itself is refused (token, permission)."""

    reason: str
    permanent: bool
    channel_broken: bool = False
    retry_after: timedelta | None = None


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
