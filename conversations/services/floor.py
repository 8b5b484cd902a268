"""Who may speak. Only this module changes a conversation's floor and its token."""

from accounts.models import User
from conversations.enums import Author, Delivery, Direction, Floor
from conversations.events.talk import FloorChanged, MessageFailed
from conversations.models import Conversation, Message
from conversations.services.thread import Thread

SUPERSEDED = "A person took over before it was sent."


class StaleFloor(Exception):  # noqa: N818 - it names the state, as the field does
    """The AI no longer has the floor under the token that it read."""


def open_floor(conversation: Conversation, *, to: Floor) -> None:
    """Set the first floor of a conversation that is not yet stored."""
    conversation.floor = to


def move_floor(
    thread: Thread, *, to: Floor, why: str, actor: Author, user: User | None = None, holder: User | None = None
) -> None:
    """Give the floor away: the token grows by one and what the AI had queued is withdrawn.

    Needs the thread's lock. Records `floor.changed`.
    """
    conversation = thread.conversation
    before = conversation.floor
    if before == Floor.AI:
        _withdraw_ai_messages(thread)
    conversation.floor = to
    conversation.floor_token += 1
    conversation.holder = holder
    if to == Floor.QUEUE:
        conversation.waiting_since = conversation.waiting_since or thread.now
    else:
        conversation.waiting_since = None
    thread.record(
        FloorChanged(from_=before, to=to, why=why, holder=holder.pk if holder else None),
        actor=actor,
        user=user,
    )


def give_back_to_ai(thread: Thread, *, why: str, actor: Author, user: User | None = None, note: str = "") -> None:
    """Return the floor to the AI with a fresh start.

    What was said before is no new evidence, and it says again that it is an AI.

    Needs the thread's lock. Records `floor.changed`.
    """
    conversation = thread.conversation
    move_floor(thread, to=Floor.AI, why=why, actor=actor, user=user)
    conversation.handback_note = note[:500]
    conversation.ai_since_version = conversation.version
    conversation.ai_disclosed = False
    conversation.failed_attempts = 0


def require_ai_floor(conversation: Conversation, *, token: int) -> None:
    """Check the one-voice guarantee; the database checks it again on the insert.

    Raises:
        StaleFloor: the floor is not the AI's, or has changed hands since the token was read.
    """
    if not ai_may_speak(conversation, token=token):
        raise StaleFloor


def ai_may_speak(conversation: Conversation, *, token: int | None) -> bool:
    """Whether the AI still has the floor under this token."""
    return conversation.floor == Floor.AI and conversation.floor_token == token


def _withdraw_ai_messages(thread: Thread) -> None:
    queued = Message.objects.filter(
        conversation=thread.conversation, direction=Direction.OUTBOUND, author=Author.AI, delivery=Delivery.QUEUED
    )
    for message in queued:
        Message.objects.filter(pk=message.pk).update(
            delivery=Delivery.FAILED, delivery_error=SUPERSEDED, next_attempt_at=None
        )
        thread.record(
            MessageFailed(message_id=str(message.pk), delivery=Delivery.FAILED, error=SUPERSEDED), actor=Author.SYSTEM
        )
