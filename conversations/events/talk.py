"""What happens to the talk: messages, the floor, the conversation, and what is known of the customer."""

from django.utils.translation import gettext_lazy as _

from conversations.enums import Delivery
from conversations.events.fact import Fact, Seen

BELL_AND_STATE = Seen.DELIVERY | Seen.NOTIFIED


class MessageReceived(Fact, kind="message.received", words=_("The customer wrote"), seen=Seen.VISITOR | Seen.NOTIFIED):
    """A message of the customer."""

    message_id: str


class MessageQueued(Fact, kind="message.queued", words=_("A reply was queued")):
    """A message to the customer, which is sent next."""

    message_id: str


class MessageNoted(Fact, kind="message.noted", words=_("A note was added")):
    """A note of a colleague, which never leaves the desk."""

    message_id: str


class MessageEchoed(Fact, kind="message.echoed", words=_("A reply was sent outside the desk"), seen=Seen.VISITOR):
    """A message that a person of the business sent from elsewhere, such as the phone app."""

    message_id: str


class MessageSent(Fact, kind="message.sent", words=_("A message was sent"), seen=Seen.DELIVERY | Seen.VISITOR):
    """The provider has taken a message."""

    message_id: str
    delivery: str
    error: str = ""


class MessageDelivered(
    Fact, kind="message.delivered", words=_("A message was delivered"), seen=Seen.DELIVERY | Seen.VISITOR
):
    """The customer's device has a message."""

    message_id: str
    delivery: str
    error: str = ""


class MessageRead(Fact, kind="message.read", words=_("A message was read"), seen=Seen.DELIVERY):
    """The customer has read a message."""

    message_id: str
    delivery: str
    error: str = ""


class MessageFailed(Fact, kind="message.failed", words=_("A message could not be delivered"), seen=BELL_AND_STATE):
    """A message will not be sent: refused for good, given up, or withdrawn from the AI."""

    message_id: str
    delivery: str
    error: str = ""


class MessageUnknown(Fact, kind="message.unknown", words=_("A message may not have arrived"), seen=BELL_AND_STATE):
    """The provider's answer was lost, so nobody knows whether a message was sent."""

    message_id: str
    delivery: str
    error: str = ""


class MessageRetried(Fact, kind="message.retried", words=_("A message is sent again"), seen=Seen.DELIVERY):
    """A person asked to send a message again."""

    message_id: str
    delivery: str
    error: str = ""


Moved = type[MessageSent | MessageDelivered | MessageRead | MessageFailed | MessageUnknown]
#: What is recorded when a message reaches a state; `queued` and `sending` are no news.
MOVED: dict[Delivery, Moved] = {
    Delivery.SENT: MessageSent,
    Delivery.DELIVERED: MessageDelivered,
    Delivery.READ: MessageRead,
    Delivery.FAILED: MessageFailed,
    Delivery.UNKNOWN: MessageUnknown,
}


class MessageEdited(Fact, kind="message.edited", words=_("A message was edited"), seen=Seen.CHANGE):
    """A message has another text now; the earlier one is kept with it."""

    message_id: str


class MessageUnsent(Fact, kind="message.unsent", words=_("A message was taken back"), seen=Seen.CHANGE):
    """Who wrote a message took it back; its text is kept with it."""

    message_id: str


class MessageReacted(Fact, kind="message.reacted", words=_("A reaction was set or removed"), seen=Seen.CHANGE):
    """There is another reaction on a message; an empty one was taken away."""

    message_id: str
    emoji: str


class MessageWithheld(
    Fact, kind="message.withheld", words=_("A message could not be sent to the customer"), seen=Seen.TIMELINE
):
    """The desk had something to say and may not: `purpose` is what it was (acknowledgement, ...), `why` a short word.

    `why`: window (the reply window is closed) or reach (the customer opted out or cannot be reached).
    """

    purpose: str
    why: str


class ReachChanged(
    Fact, kind="reach.changed", words=_("Whether the customer can be written to changed"), seen=Seen.TIMELINE
):
    """The customer opted out or in, cannot be reached, or is back; `to` is empty when anything may be sent."""

    from_: str
    to: str
    note: str


class FloorChanged(Fact, kind="floor.changed", words=_("Who answers changed"), seen=Seen.TIMELINE):
    """Another one may speak to the customer; `holder` is a user's id."""

    from_: str
    to: str
    why: str
    holder: int | None


class DraftDiscarded(Fact, kind="ai.draft_discarded", words=_("The AI's draft was discarded")):
    """What the AI wanted to say was overtaken; `turn` is the AI turn's id."""

    turn: int


class ConversationReopened(
    Fact, kind="conversation.reopened", words=_("The conversation was reopened"), seen=Seen.TIMELINE
):
    """A resolved or snoozed conversation is open again."""


class ConversationResolved(
    Fact, kind="conversation.resolved", words=_("The conversation was resolved"), seen=Seen.TIMELINE
):
    """The work is done."""

    outcome: str


class ConversationSnoozed(
    Fact, kind="conversation.snoozed", words=_("The conversation was snoozed"), seen=Seen.TIMELINE
):
    """Put aside until a time (ISO 8601), or until the customer writes."""

    until: str


class ConversationUnsnoozed(
    Fact, kind="conversation.unsnoozed", words=_("The snooze ended"), seen=Seen.TIMELINE | Seen.NOTIFIED
):
    """The time until which a conversation was put aside has come."""


class LanguageChanged(Fact, kind="language.changed", words=_("The language was changed"), seen=Seen.TIMELINE):
    """A person set the customer's language, or ("") let it be recognised."""

    from_: str
    to: str


class FieldsCollected(Fact, kind="fields.collected", words=_("Details were collected")):
    """The customer told something of themselves: the names of the fields."""

    names: list[str]


class TagsChanged(Fact, kind="tags.changed", words=_("The tags changed"), seen=Seen.TIMELINE):
    """Tags were put on or taken off: their slugs."""

    added: list[str]
    removed: list[str]


class LeadChanged(Fact, kind="lead.changed", words=_("The customer's details changed"), seen=Seen.TIMELINE):
    """Columns of the customer changed, by hand or with a new number: names, and values before and after."""

    names: list[str]
    old: dict[str, str | bool]
    new: dict[str, str | bool]
