"""What the AI is told for one turn: the transcript, the note of who handed back, and the question."""

from django.utils.translation import gettext as _

from conversations.ai.types import Brief, Engine, Utterance
from conversations.ai.withdrawal import rest_of
from conversations.enums import Author, Delivery, Direction
from conversations.lengths import LONGEST_READ
from conversations.models import Conversation, Message
from conversations.reading import as_written
from conversations.wording import is_unsent, text_now

TRANSCRIPT_LENGTH = 30
ROLES = {Author.LEAD: "customer", Author.AI: "ai", Author.AGENT: "agent", Author.SYSTEM: "agent"}


def brief_of(conversation: Conversation, engine: Engine, *, newest: int) -> tuple[Brief, str]:
    """Return what the AI is told and the question: all that the customer said since anybody last answered."""
    listed = (
        Message.objects.filter(conversation=conversation)
        .exclude(direction=Direction.NOTE)
        .exclude(direction=Direction.OUTBOUND, delivery=Delivery.FAILED)
        .order_by("-version")[:TRANSCRIPT_LENGTH]
    )
    # What the customer took back is not held against them, and not answered.
    messages = [message for message in as_written(reversed(listed)) if not is_unsent(message)]
    since = conversation.ai_since_version
    # A message of before may be handed back with the floor: it has no answer yet.
    burst = _burst(messages, newest=newest, since=since if newest > since else 0)
    before = [utterance_of(message) for message in messages if message.version <= since and message not in burst]
    after = [utterance_of(message) for message in messages if message.version > since and message not in burst]
    if before:
        # What waited for a person is that person's matter: without this line it would be part of the next question.
        before.append(
            Utterance("agent", conversation.handback_note or _("(The conversation was handed back to the AI.)"))
        )
    asked = _asked(burst)
    transcript = (*before, *after, *(Utterance("customer", text) for text in asked))
    question = "\n".join(asked)
    brief = Brief(
        engine=engine,
        transcript=transcript,
        handback_note=conversation.handback_note,
        fields=dict(conversation.fields),
        language=conversation.language,
    )
    return brief, question


def utterance_of(message: Message) -> Utterance:
    """Return the AI's form of a message as it stands now, cut to what an AI reads of one."""
    return Utterance(ROLES[Author(message.author)], text_now(message)[:LONGEST_READ])  # type: ignore[arg-type]


def _asked(burst: list[Message]) -> list[str]:
    """Return the customer's words; that they need no person any more is no part of a question."""
    said = [text_now(message)[:LONGEST_READ] for message in burst]
    return [text for text in map(rest_of, said) if text] or said


def _burst(messages: list[Message], *, newest: int, since: int) -> list[Message]:
    """Return the customer's messages up to the newest one that nobody else's words interrupt: one question."""
    burst: list[Message] = []
    for message in reversed(messages):
        if message.version > newest:
            continue
        if message.author != Author.LEAD or message.version <= since:
            break
        burst.insert(0, message)
    return burst
