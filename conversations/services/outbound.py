"""Messages from the desk: queued in the database first, sent later."""

from dataclasses import dataclass, replace
from uuid import UUID

from accounts.models import User
from conversations import rows
from conversations.adapters.registry import get_channel
from conversations.adapters.splitting import split_text
from conversations.enums import Author, Delivery, Direction
from conversations.events.talk import MessageNoted, MessageQueued, MessageWithheld
from conversations.models import Message
from conversations.models.conversation import PREVIEW_LENGTH
from conversations.services.floor import require_ai_floor
from conversations.services.reach import obstacle
from conversations.services.thread import Thread
from conversations.wake import wake

# Marks, embeddings, overrides and isolates of direction.
TURNING = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


class Unreachable(Exception):  # noqa: N818 - it names the state, as the floor's does
    """Nothing of this author may be sent to the customer now; `why` is "window" or "reach"."""

    def __init__(self, why: str) -> None:
        """Say why."""
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Speech:
    """What is to be said. `message_id` makes a repeated request the same message.

    `floor_token` is needed for the AI. `quotes`: the message that it answers. `kind`: "reaction" for an emoji on it.
    """

    author: Author
    body: str
    agent: User | None = None
    purpose: str = ""
    floor_token: int | None = None
    message_id: UUID | None = None
    quotes: Message | None = None
    kind: str = "text"


def say_if_allowed(thread: Thread, speech: Speech) -> Message | None:
    """Queue what nobody of the team wrote, where the channel lets us; else record `message.withheld` and return None.

    Raises:
        StaleFloor: the AI speaks but no longer has the floor.
    """
    why = obstacle(thread, speech.author)
    if why:
        thread.record(MessageWithheld(purpose=speech.purpose or speech.author, why=why), actor=Author.SYSTEM)
        return None
    return queue_message(thread, speech)


def queue_message(thread: Thread, speech: Speech) -> Message:
    """Queue a message to the customer in the thread's transaction, wake the sender, and return its row.

    Records `message.queued`. The queued row is the outbox. A text that is longer than one message of the channel
    becomes several rows, each sent and reported for itself; the first one is returned.

    Raises:
        StaleFloor: the AI speaks but no longer has the floor.
        Unreachable: the reply window is closed, or the customer opted out.
    """
    if why := obstacle(thread, speech.author):
        raise Unreachable(why)
    if speech.author == Author.AI:
        require_ai_floor(thread.conversation, token=speech.floor_token if speech.floor_token is not None else -1)
    first, *further = split_text(speech.body, get_channel(thread.conversation.account.kind).text_limit)
    message = last = _store(thread, replace(speech, body=first) if further else speech, Direction.OUTBOUND)
    for piece in further:
        last = _store(thread, replace(speech, body=piece, message_id=None, quotes=None), Direction.OUTBOUND)
    if speech.kind == "text":
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
    conversation.last_preview = preview_of(message.body)
    conversation.last_author = message.author
    conversation.last_version = message.version


def preview_of(text: str) -> str:
    """Return the one line that lists show: what turns the direction of words stays in the message itself."""
    return " ".join(text[: PREVIEW_LENGTH * 4].translate(TURNING).split())[:PREVIEW_LENGTH]


def _store(thread: Thread, speech: Speech, direction: Direction) -> Message:
    outbound = direction == Direction.OUTBOUND
    message = Message(
        conversation=thread.conversation,
        account=thread.conversation.account,
        direction=direction,
        author=speech.author,
        agent=speech.agent,
        kind=speech.kind,
        purpose=speech.purpose,
        body=speech.body,
        reply_to_provider_id=speech.quotes.provider_id if speech.quotes else "",
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
