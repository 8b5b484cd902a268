"""Factories of what was said.

A message brings its event, and both move the conversation's version and list columns, as the services do; the floor is
never set here (see `scenes`).
"""

from typing import Any

from django.utils import timezone
from factory.declarations import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory
from factory.helpers import post_generation

from conversations.enums import Author, Delivery, Direction, InboundState, TurnState
from conversations.models import (
    AiProfile,
    AiTurn,
    Article,
    Attachment,
    Brand,
    ChannelAccount,
    Conversation,
    Event,
    InboundEvent,
    Lead,
    LeadIdentity,
    Message,
    Passage,
    ReadCursor,
    Tag,
    TextVector,
)
from conversations.models.conversation import PREVIEW_LENGTH
from conversations.services.leads import canonical_forms
from tests.factories.accounts import TeamFactory, UserFactory

EVENT_KINDS = {
    Direction.INBOUND: "message.received",
    Direction.OUTBOUND: "message.queued",
    Direction.NOTE: "message.noted",
}


class LeadFactory(DjangoModelFactory):
    """A customer with a name."""

    class Meta:
        model = Lead

    name = Sequence(lambda n: f"Customer {n}")


class ChannelAccountFactory(DjangoModelFactory):
    """A simulated WhatsApp number with its secrets, in a team of its own."""

    class Meta:
        model = ChannelAccount

    kind = "whatsapp"
    name = Sequence(lambda n: f"Shop {n}")
    team = SubFactory(TeamFactory)
    external_id = Sequence(lambda n: f"1065{n:08d}")
    secrets = LazyFunction(lambda: {"app_secret": "app-secret", "verify_token": "verify-token"})
    simulator = True


class WebChatAccountFactory(ChannelAccountFactory):
    """A web chat."""

    kind = "webchat"
    name = Sequence(lambda n: f"Web chat {n}")
    external_id = Sequence(lambda _: "")
    secrets = LazyFunction(dict)


class LeadIdentityFactory(DjangoModelFactory):
    """An address of a customer on an account."""

    class Meta:
        model = LeadIdentity

    lead = SubFactory(LeadFactory)
    account = SubFactory(ChannelAccountFactory)
    kind = "phone"
    external_id = Sequence(lambda n: f"1202555{n:06d}")
    canonical = LazyAttribute(lambda made: next(iter(canonical_forms(made.account, [made.external_id]))))


class ConversationFactory(DjangoModelFactory):
    """An empty thread with its account, team and lead; the lead has an address on the account."""

    class Meta:
        model = Conversation
        skip_postgeneration_save = True

    lead = SubFactory(LeadFactory)
    account = SubFactory(ChannelAccountFactory)
    team = SelfAttribute("account.team")

    @post_generation
    def identity(self, create: bool, extracted: Any, **fields: Any) -> None:
        """Give the lead an address unless `identity=False`."""
        if create and extracted is not False:
            LeadIdentityFactory(lead=self.lead, account=self.account, **fields)


def next_version(conversation: Conversation) -> int:
    """Move the conversation to its next version and return it."""
    conversation.refresh_from_db(fields=("version",))
    conversation.version += 1
    conversation.save(update_fields=("version",))
    return conversation.version


class EventFactory(DjangoModelFactory):
    """The next event of a conversation."""

    class Meta:
        model = Event

    conversation = SubFactory(ConversationFactory)
    kind = "tags.changed"
    actor = Author.SYSTEM
    created_at = LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[Event], *args: Any, **fields: Any) -> Event:
        if "version" not in fields:
            fields["version"] = next_version(fields["conversation"])
        return super()._create(model_class, *args, **fields)


class MessageFactory(DjangoModelFactory):
    """The next message of a conversation, from the customer, with its event."""

    class Meta:
        model = Message

    conversation = SubFactory(ConversationFactory)
    account = SelfAttribute("conversation.account")
    direction = Direction.INBOUND
    author = Author.LEAD
    body = Sequence(lambda n: f"Message {n}")
    created_at = LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[Message], *args: Any, **fields: Any) -> Message:
        if "version" not in fields:
            event: Event = EventFactory.create(
                conversation=fields["conversation"],
                kind=EVENT_KINDS[Direction(fields["direction"])],
                actor=fields["author"],
                user=fields.get("agent"),
                created_at=fields["created_at"],
            )
            fields["version"] = event.version
        message: Message = super()._create(model_class, *args, **fields)
        Event.objects.filter(conversation=message.conversation, version=message.version).update(
            payload={"message_id": str(message.pk)}
        )
        if message.direction != Direction.NOTE:
            note_last_message(message)
        return message


def note_last_message(message: Message) -> None:
    """Copy the message into the list columns of its conversation."""
    conversation = message.conversation
    conversation.last_message_at = message.created_at
    conversation.last_preview = message.body[:PREVIEW_LENGTH]
    conversation.last_author = message.author
    conversation.last_version = message.version
    if message.direction == Direction.INBOUND:
        conversation.last_inbound_at = message.created_at
        conversation.last_inbound_version = message.version
        conversation.last_inbound_preview = conversation.last_preview
    conversation.save()


class AiMessageFactory(MessageFactory):
    """An answer of the AI, delivered, under the conversation's floor token."""

    direction = Direction.OUTBOUND
    author = Author.AI
    delivery = Delivery.DELIVERED
    floor_token = SelfAttribute("conversation.floor_token")


class AgentMessageFactory(MessageFactory):
    """A reply of an agent, delivered."""

    direction = Direction.OUTBOUND
    author = Author.AGENT
    agent = SubFactory(UserFactory)
    delivery = Delivery.DELIVERED


class NoteFactory(MessageFactory):
    """A private note of an agent."""

    direction = Direction.NOTE
    author = Author.AGENT
    agent = SubFactory(UserFactory)


class AttachmentFactory(DjangoModelFactory):
    """A picture that waits to be fetched."""

    class Meta:
        model = Attachment

    message = SubFactory(MessageFactory)
    account = SelfAttribute("message.account")
    uploader = "provider"
    kind = "image"


class TagFactory(DjangoModelFactory):
    """A label."""

    class Meta:
        model = Tag

    slug = Sequence(lambda n: f"tag-{n}")
    name = Sequence(lambda n: f"Tag {n}")


class ReadCursorFactory(DjangoModelFactory):
    """How far a person has read: nothing yet."""

    class Meta:
        model = ReadCursor

    user = SubFactory(UserFactory)
    conversation = SubFactory(ConversationFactory)


class InboundEventFactory(DjangoModelFactory):
    """A stored webhook that nobody has processed."""

    class Meta:
        model = InboundEvent

    account = SubFactory(ChannelAccountFactory)
    kind = "message"
    provider_id = Sequence(lambda n: f"wamid.test{n}")
    raw = LazyFunction(dict)
    state = InboundState.STORED


class BrandFactory(DjangoModelFactory):
    """A shop that is not the default one."""

    class Meta:
        model = Brand

    name = Sequence(lambda n: f"Shop {n}")


class AiProfileFactory(DjangoModelFactory):
    """A profile of the built-in answerer."""

    class Meta:
        model = AiProfile

    name = Sequence(lambda n: f"Profile {n}")


class AiTurnFactory(DjangoModelFactory):
    """A turn that is due now."""

    class Meta:
        model = AiTurn

    conversation = SubFactory(ConversationFactory)
    inbound_version = SelfAttribute("conversation.last_inbound_version")
    floor_token = SelfAttribute("conversation.floor_token")
    state = TurnState.DUE
    due_at = LazyFunction(timezone.now)


class ArticleFactory(DjangoModelFactory):
    """A published page of the knowledge base, without passages unless the service makes them."""

    class Meta:
        model = Article

    title = Sequence(lambda n: f"Article {n}")
    body = "Parcels arrive within three days."


class PassageFactory(DjangoModelFactory):
    """A passage of an article."""

    class Meta:
        model = Passage

    article = SubFactory(ArticleFactory)
    position = Sequence(int)
    text = "Parcels arrive within three days."


class TextVectorFactory(DjangoModelFactory):
    """The kept vector of some text, of two numbers."""

    class Meta:
        model = TextVector

    source = "words"
    digest = Sequence(lambda n: f"{n:064x}")
    numbers = bytes(4)
