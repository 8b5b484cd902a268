"""One visitor's thread as the web chat reads and writes it. Blocking functions: the socket calls them in a thread."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from conversations.adapters.webchat.adapter import make_item
from conversations.adapters.webchat.channel import WEB_CHAT
from conversations.enums import Floor
from conversations.models import ChannelAccount, Conversation, LeadIdentity, Message
from notifications.realtime.visitor import VISIBLE, Hands, VisitorMessage, hands_of, message_payload
from routing.services import intake
from routing.services.availability import read_attendance

# The newest messages of a thread that a browser without any gets.
HISTORY = 1_000
# A message is numbered when it is written but seen when it was sent, so an older number may appear late: a browser that
# comes back gets the newest few again and drops what it has.
ALWAYS_AGAIN = 30


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a browser is told when it arrives, and (`hands`) in whose hands its thread is."""

    conversation_id: UUID | None
    floor: str
    agent: str
    online: bool
    messages: tuple[VisitorMessage, ...]
    hands: Hands


def find_account(public_id: str) -> ChannelAccount | None:
    """Return the active web chat account with this public id, or None."""
    accounts = ChannelAccount.objects.select_related("team")
    return accounts.filter(kind=WEB_CHAT.key, public_id=public_id, is_active=True).first()


def find_conversation(account: ChannelAccount, visitor: UUID) -> Conversation | None:
    """Return the visitor's thread on this account, or None before the first message."""
    identities = LeadIdentity.objects.filter(account=account, canonical=str(visitor))
    threads = Conversation.objects.select_related("holder")
    return threads.filter(account=account, lead__in=identities.values("lead")).first()


def read_welcome(account: ChannelAccount, visitor: UUID, after: int) -> Welcome:
    """Return the state of the visitor's thread with the messages after a version (and a few before, see above)."""
    conversation = find_conversation(account, visitor)
    hands = hands_of(conversation) if conversation else (account.team_id, None)
    online = read_attendance().answers(*hands)
    if conversation is None:
        floor = Floor.AI if account.autopilot else Floor.NOBODY
        return Welcome(conversation_id=None, floor=floor, agent="", online=online, messages=(), hands=hands)
    return Welcome(
        conversation_id=conversation.pk,
        floor=conversation.floor,
        agent=holder_first_name(conversation),
        online=online,
        messages=tuple(message_payload(message) for message in newest_messages(conversation, after)),
        hands=hands,
    )


def holder_first_name(conversation: Conversation) -> str:
    """Return the first name of the person who holds the conversation, or ""."""
    held = conversation.floor == Floor.HUMAN and conversation.holder is not None
    return conversation.holder.get_short_name() if held and conversation.holder else ""


def newest_messages(conversation: Conversation, after: int) -> list[Message]:
    """Return what the visitor may see and may not have, oldest first."""
    visible = visible_messages(conversation).order_by("-version")
    found = list(visible.filter(version__gt=after)[:HISTORY])
    if after > 0:
        found += visible.filter(version__lte=after)[:ALWAYS_AGAIN]
    return found[::-1]


def visible_messages(conversation: Conversation) -> QuerySet[Message]:
    """Return what the visitor may see of their thread."""
    return conversation.messages.filter(VISIBLE).select_related("agent")


def say(
    account: ChannelAccount, visitor: UUID, client_ref: UUID, body: str, language: str = ""
) -> tuple[UUID, VisitorMessage] | None:
    """Store what the visitor said, once however often it is sent, and return its conversation and the stored message.

    The reference is kept together with the visitor's name, so one visitor's reference never finds another's message.
    None: it is stored but not yet in the thread; the browser asks again with the same reference.
    """
    item = make_item(visitor=str(visitor), client_ref=str(client_ref), body=body, language=language)
    intake.accept(account=account, items=[item])
    message = Message.objects.filter(account=account, provider_id=item.provider_id).select_related("agent").first()
    return None if message is None else (message.conversation_id, message_payload(message))
