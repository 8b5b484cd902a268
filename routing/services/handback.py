"""When the AI has the floor again: what the customer wrote meanwhile, and nobody answered, is the AI's to answer."""

from conversations.enums import Author, Direction
from conversations.models import Message
from conversations.services.thread import Thread
from routing.services.turns.plan import plan_turn
from routing.unanswered import unanswered_message


def start_afresh(thread: Thread, *, only_unheard: bool = False) -> None:
    """Close what was said before as evidence, and plan the AI's turn for a message that has no answer.

    To be called last, when the AI has the floor and everything is recorded. A message that was judged when it came is
    answered but judged no more: it would only open again what has just ended. One that nobody has judged, because a
    person had the conversation, is judged with the AI's answer. `only_unheard`: leave alone what was judged already.
    """
    conversation = thread.conversation
    conversation.ai_since_version = conversation.version
    message = unanswered_message(conversation)
    if message is None or (only_unheard and message.judged is not None):
        return
    if message.judged is None:
        conversation.ai_since_version = said_before(message)
    plan_turn(thread)


def said_before(message: Message) -> int:
    """Return the version of what anybody else said last before the customer's message; 0 when nobody did."""
    said = Message.objects.filter(conversation_id=message.conversation_id, version__lt=message.version)
    others = said.exclude(direction=Direction.NOTE).exclude(author=Author.LEAD)
    return others.order_by("-version").values_list("version", flat=True).first() or 0
