"""The closed vocabularies of a conversation."""

from typing import Literal, TypeAlias, cast

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Floor(TextChoices):
    """Who may speak to the customer."""

    AI = "ai", _("AI answers")
    QUEUE = "queue", _("waiting for a person")
    HUMAN = "human", _("with a person")
    NOBODY = "nobody", _("automatic replies off")


class Status(TextChoices):
    """How the work on a conversation stands."""

    OPEN = "open", _("open")
    SNOOZED = "snoozed", _("snoozed")
    RESOLVED = "resolved", _("resolved")


PriorityWord: TypeAlias = Literal["low", "normal", "high", "urgent"]


class Priority(IntegerChoices):
    """How soon work must be done: one scale for conversations, handoffs, to-dos and promised times.

    Numbers, because the queue sorts by them; outside (API, presets, events) it is the `word`.
    """

    LOW = 1, _("low")
    NORMAL = 2, _("normal")
    HIGH = 3, _("high")
    URGENT = 4, _("urgent")

    @property
    def word(self) -> PriorityWord:
        """Return low, normal, high or urgent."""
        return cast("PriorityWord", self.name.lower())


class Direction(TextChoices):
    """Which way a message goes; a note stays inside the desk."""

    INBOUND = "in", _("from the customer")
    OUTBOUND = "out", _("to the customer")
    NOTE = "note", _("private note")


class Author(TextChoices):
    """Who wrote a message."""

    LEAD = "lead", _("customer")
    AI = "ai", _("AI")
    AGENT = "agent", _("agent")
    SYSTEM = "system", _("system")


class Delivery(TextChoices):
    """Where an outgoing message stands; it only moves forward (see `DELIVERY_RANK`)."""

    NONE = "none", _("not sent anywhere")
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("sending")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("delivered")
    READ = "read", _("read")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("unknown: no response from the provider")


# What the customer has got cannot fail any more, so `delivered` and `read` stand above `failed`.
DELIVERY_RANK = {
    Delivery.NONE: 0,
    Delivery.QUEUED: 1,
    Delivery.SENDING: 2,
    Delivery.UNKNOWN: 3,
    Delivery.SENT: 4,
    Delivery.FAILED: 5,
    Delivery.DELIVERED: 6,
    Delivery.READ: 7,
}


class InboundState(TextChoices):
    """What became of a stored webhook."""

    STORED = "stored", _("stored, not yet processed")
    PROCESSED = "processed", _("processed")
    FAILED = "failed", _("could not be processed")
    IGNORED = "ignored", _("nothing to do")


class TurnState(TextChoices):
    """What became of an AI turn."""

    DUE = "due", _("due")
    RUNNING = "running", _("running")
    ANSWERED = "answered", _("answered")
    HANDED_OFF = "handed_off", _("handed off")
    DISCARDED = "discarded", _("discarded: overtaken")


class LanguageSource(TextChoices):
    """How we know the customer's language; what a person set is never overwritten."""

    UNKNOWN = "", _("unknown")
    LOCALE = "locale", _("from their browser or app")
    WORDS = "words", _("detected from their messages")
    PERSON = "person", _("set by a person")


class LeadClass(TextChoices):
    """How warm a lead is."""

    UNKNOWN = "", _("unknown")
    COLD = "cold", _("cold")
    WARM = "warm", _("warm")
    HOT = "hot", _("hot")


class Sentiment(TextChoices):
    """The customer's mood."""

    UNKNOWN = "", _("unknown")
    POSITIVE = "positive", _("positive")
    NEUTRAL = "neutral", _("neutral")
    NEGATIVE = "negative", _("negative")


class Uploader(TextChoices):
    """Who brought a file."""

    LEAD = "lead", _("customer")
    AGENT = "agent", _("agent")
    PROVIDER = "provider", _("the channel's provider")


class AttachmentKind(TextChoices):
    """What a file is to the people of a thread."""

    IMAGE = "image", _("picture")
    AUDIO = "audio", _("audio")
    VOICE = "voice", _("voice message")
    VIDEO = "video", _("video")
    DOCUMENT = "document", _("document")
    STICKER = "sticker", _("sticker")
    LOCATION = "location", _("location")
    CONTACT = "contact", _("contact")


class Reachability(TextChoices):
    """Whether a customer can be written to on a channel account."""

    OPEN = "", _("reachable")
    NO_MARKETING = "no_ads", _("no marketing")
    STOPPED = "stopped", _("opted out")
    LOST = "lost", _("not reachable")


class AttachmentState(TextChoices):
    """Whether a file is here."""

    PENDING = "pending", _("to be fetched")
    STORED = "stored", _("stored")
    FAILED = "failed", _("failed")


class IdentityKind(TextChoices):
    """What an address of a customer is."""

    PHONE = "phone", _("phone number")
    PROVIDER = "provider", _("id at the provider")
    EMAIL = "email", _("email address")
    VISITOR = "visitor", _("visitor of a website")
