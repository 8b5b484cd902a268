"""What a provider may tell us, as plain frozen values: the left side of the seam between channels and the desk."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from conversations.enums import Delivery


@dataclass(frozen=True, slots=True)
class InboundAttachment:
    """A file announced by the provider; fetched later by `media_id`. `size` in bytes, 0: not told."""

    kind: str
    media_id: str = ""
    filename: str = ""
    content_type: str = ""
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A location, in degrees."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ContactCard:
    """Somebody's card, which the customer shared."""

    name: str
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Referral:
    """What brought the customer here: an ad, a link. `source`: what it is, in the provider's word."""

    source: str = ""
    headline: str = ""
    body: str = ""
    url: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a form."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """Something the customer sent. `external_ids`: their addresses, the most lasting one first.

    `body`: their own words (a button's title, a caption, the answers of a form), empty where there are none;
    `placeholder`: what is shown then. `kind`: one of `conversations.adapters.kinds`. `language`: the short code that
    their browser or app is set to ("de"), where the provider tells it. `group`: the group that it was written in.
    `overheard`: another app answers this customer, and we only listen. `story`: the link of the story that it is about.
    `shared_phone`: their own number, given at our request. `extra`: what only this channel has.
    """

    external_ids: tuple[str, ...]
    body: str
    kind: str = "text"
    placeholder: str = ""
    name: str = ""
    phone: str = ""
    sent_at: datetime | None = None
    reply_to: str = ""
    language: str = ""
    attachments: tuple[InboundAttachment, ...] = ()
    place: Place | None = None
    cards: tuple[ContactCard, ...] = ()
    referral: Referral | None = None
    answers: tuple[Answer, ...] = ()
    story: str = ""
    group: str = ""
    forwarded: bool = False
    overheard: bool = False
    shared_phone: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """Return what the thread shows."""
        return self.body or self.placeholder

    def details(self) -> dict[str, Any]:
        """Return what the message has beside its text, as JSON; only what there is."""
        if self.kind == "text" and not (self.referral or self.story or self.group or self.forwarded or self.overheard):
            return {**self.extra}
        found = {
            "place": asdict(self.place) if self.place else None,
            "cards": [{"name": card.name, "phones": list(card.phones)} for card in self.cards],
            "referral": asdict(self.referral) if self.referral else None,
            "answers": [asdict(answer) for answer in self.answers],
            "story": self.story,
            "group": self.group,
            "forwarded": self.forwarded,
            "overheard": self.overheard,
            "shared_phone": self.shared_phone,
        }
        return {**{name: value for name, value in found.items() if value}, **self.extra}


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
class Edit:
    """A message of the id `target` has another text now. `by_business`: a person of ours did it, outside the desk."""

    target: str
    body: str
    at: datetime | None = None
    by_business: bool = False


@dataclass(frozen=True, slots=True)
class Unsend:
    """A message of the id `target` was taken back."""

    target: str
    at: datetime | None = None
    by_business: bool = False


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji on the message of the id `target`; an empty one takes it away."""

    target: str
    emoji: str
    at: datetime | None = None
    by_business: bool = False


class Problem(StrEnum):
    """What a provider's refusal means for us: the one question that every error is asked."""

    MESSAGE = "message"  # this message will never be accepted
    LATER = "later"  # try again
    CONTACT = "contact"  # nothing reaches this customer any more
    WINDOW = "window"  # the customer wrote too long ago
    CHANNEL = "channel"  # the account itself is refused


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of a message of ours; `client_ref` is our message id when the provider echoes it.

    `pricing`: what it costs, in the provider's words (category, billable), kept for reports.
    """

    provider_id: str
    delivery: Delivery
    error: str = ""
    client_ref: str = ""
    at: datetime | None = None
    pricing: Mapping[str, Any] = field(default_factory=dict)
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Watermark:
    """Everything that we sent to the customer up to a time is delivered, or read."""

    external_ids: tuple[str, ...]
    up_to: datetime
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class IdentityChange:
    """The provider gave the same person another address."""

    previous: str
    current: str


class Consent(StrEnum):
    """What a customer wants of us on this channel."""

    EVERYTHING = "everything"
    NO_MARKETING = "no_marketing"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """The customer opted out, or in again. `note`: the provider's words."""

    external_ids: tuple[str, ...]
    consent: Consent
    note: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ThreadControl:
    """Another app answers the customer from now on, or (`ours`) we do. `owner`: who, as the provider calls it."""

    external_ids: tuple[str, ...]
    ours: bool
    owner: str = ""


@dataclass(frozen=True, slots=True)
class AccountNotice:
    """Something about the account or its templates. `broken`: nothing can be sent with it any more."""

    note: str
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing to do; `reason` is shown in the admin."""

    reason: str


Content = (
    InboundMessage
    | BusinessEcho
    | Edit
    | Unsend
    | Reaction
    | DeliveryReport
    | Watermark
    | IdentityChange
    | ConsentChange
    | ThreadControl
    | AccountNotice
    | Ignored
)
