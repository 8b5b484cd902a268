"""Messages from the desk: queued in the database first, sent later."""

from dataclasses import dataclass, replace
from uuid import UUID

from accounts.models import User
from conversations import rows
from conversations.adapters.registry import get_channel
from conversations.adapters.splitting import split_text
from conversations.enums import Author, Delivery, Direction
from conversations.events.talk import MessageNoted, MessageQueued
from conversations.models import Message
from conversations.models.conversation import PREVIEW_LENGTH
from conversations.services.floor import require_ai_floor
from conversations.services.thread import Thread
from conversations.wake import wake

# Marks, embeddings, overrides and isolates of direction.
TURNING = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


@dataclass(frozen=True, slots=True)
class Speech:
    """What is to be said. `message_id` makes a repeated request the same message.

    `floor_token` is needed for the AI.
    """

    author: Author
    body: str
    agent: User | None = None
    purpose: str = ""
    floor_token: int | None = None
    message_id: UUID | None = None


def queue_message(thread: Thread, speech: Speech) -> Message:
    """Queue a message to the customer in the thread's transaction, wake the sender, and return its row.

    Records `message.queued`. The queued row is the outbox. A text that is longer than one message of the channel
    becomes several rows, each sent and reported for itself; the first one is returned.

    Raises:
        StaleFloor: the AI speaks but no longer has the floor.
    """
    if speech.author == Author.AI:
        require_ai_floor(thread.conversation, token=speech.floor_token if speech.floor_token is not None else -1)
    first, *further = split_text(speech.body, get_channel(thread.conversation.account.kind).text_limit)
    message = last = _store(thread, replace(speech, body=first) if further else speech, Direction.OUTBOUND)
    for piece in further:
        last = _store(thread, replace(speech, body=piece, message_id=None), Direction.OUTBOUND)
    note_last_message(thread, last)
    wake("conversations.deliver", conversation_id=str(thread.conversation.pk))
    return message


def write_note(thread: Thread, *, agent: User, body: str) -> Message:
    """Store a private note, which no customer ever sees. Records `message.noted`."""
    return _store(thread, Speech(author=Author.AGENT, body=body, agent=agent), Direction.NOTE)


def note_last_message(thread: Thread, message: Message) -> None:
    """Copy what the conversation lists show of the newest message."""
    conversation = thread.conversation
    conversation.last_message_at = thread.now
    # One line beside others: what turns the direction of words stays in the message itself.
    line = " ".join(message.body[: PREVIEW_LENGTH * 4].translate(TURNING).split())
    conversation.last_preview = line[:PREVIEW_LENGTH]
    conversation.last_author = message.author
    conversation.last_version = message.version


def _store(thread: Thread, speech: Speech, direction: Direction) -> Message:
    outbound = direction == Direction.OUTBOUND
    message = Message(
        conversation=thread.conversation,
        account=thread.conversation.account,
        direction=direction,
        author=speech.author,
        agent=speech.agent,
        purpose=speech.purpose,
        body=speech.body,
        floor_token=speech.floor_token,
        delivery=Delivery.QUEUED if outbound else Delivery.NONE,
        next_attempt_at=thread.now if outbound else None,
        created_at=thread.now,
    )
    if speech.message_id:
        message.pk = speech.message_id
    written = MessageQueued if outbound else MessageNoted
    message.version = thread.record(written(message_id=str(message.pk)), actor=speech.author, user=speech.agent)
    # The floor's database trigger reads the conversation's stored floor, so it must be written before the AI speaks.
    rows.insert(message)
    return message
