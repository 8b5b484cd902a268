"""What a web chat visitor is told: never a note, never an unsent text, never more of an agent than the first name."""

import json
from typing import TypeAlias, TypedDict

from django.db.models import Q

from conversations.enums import Author, Delivery, Direction, Floor
from conversations.models import Conversation, Message

# The team that has a thread, and the person who holds it, if one does.
Hands: TypeAlias = tuple[int, int | None]
HANDS = '{"type": "hands"'
# An outgoing text exists for the visitor once it was sent; until then the AI may still be silenced.
SPOKEN = (Delivery.SENT, Delivery.DELIVERED, Delivery.READ)
VISIBLE = Q(direction=Direction.INBOUND) | Q(direction=Direction.OUTBOUND, delivery__in=SPOKEN)


class VisitorMessage(TypedDict):
    """One message as the widget shows it."""

    id: str
    version: int
    author: str
    name: str
    body: str
    at: str
    delivery: str


def is_visible(message: Message) -> bool:
    """Return whether a visitor may see the message (the same rule as `VISIBLE`)."""
    if message.direction == Direction.INBOUND:
        return True
    return message.direction == Direction.OUTBOUND and message.delivery in SPOKEN


def message_payload(message: Message) -> VisitorMessage:
    """Return the message as the visitor sees it; `message.agent` should be loaded.

    Raises:
        ValueError: the message is not for the visitor's eyes.
    """
    if not is_visible(message):
        raise ValueError(f"Message {message.pk} is not for the visitor.")
    mine = message.direction == Direction.INBOUND
    by_agent = message.author == Author.AGENT and message.agent is not None
    return VisitorMessage(
        id=str(message.pk),
        version=message.version,
        author="you" if mine else message.author,
        name=message.agent.get_short_name() if by_agent and message.agent else "",
        body=message.body,
        at=(message.created_at if mine else message.sent_at or message.created_at).isoformat(),
        delivery=message.delivery,
    )


def message_text(message: Message) -> str:
    """Return the text that shows a message to its visitor."""
    return json.dumps({"type": "message", "message": message_payload(message)})


def floor_text(floor: str, agent_first_name: str = "") -> str:
    """Return the text that tells the visitor who answers now."""
    return json.dumps({"type": "floor", "floor": floor, "agent": agent_first_name})


def online_text(*, online: bool) -> str:
    """Return the text that tells the visitor whether a person is there; goes to `groups.presence(...)`."""
    return json.dumps({"type": "online", "online": online})


def hands_text(hands: Hands) -> str:
    """Return what tells the visitor's socket in whose hands the thread is; it is not forwarded to the browser."""
    team_id, holder_id = hands
    return json.dumps({"type": "hands", "team": team_id, "holder": holder_id})


def read_hands(text: str) -> Hands | None:
    """Return team and holder of such a text, or None: it is for the browser."""
    if not text.startswith(HANDS):
        return None
    found = json.loads(text)
    return found["team"], found["holder"]


def hands_of(conversation: Conversation) -> Hands:
    """Return the team that has the conversation and the person who holds it, if one does."""
    return conversation.team_id, conversation.holder_id if conversation.floor == Floor.HUMAN else None
