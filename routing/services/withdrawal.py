"""The customer calls the person off: "never mind, let the bot answer". The AI has the floor again, by rule.

Never while a person holds the conversation or has answered, never when a person put it into the queue, and never for
what is urgent or sensitive: whoever spoke of danger, harm or the law gets a person, whatever they say next.
"""

from conversations.ai.withdrawal import calls_off, rest_of
from conversations.enums import Author, Floor, Priority
from conversations.events.work import HandoffWithdrawn
from conversations.models import Message
from conversations.services.floor import give_back_to_ai
from conversations.services.outbound import Speech, say_if_allowed
from conversations.services.thread import Thread
from routing.enums import Cause, EndReason
from routing.models import Handoff
from routing.services.acknowledgement import Setting, compose
from routing.services.handback import said_before
from routing.services.handoffs import end_handoff, running_handoff
from routing.services.hours import promise_of
from routing.services.tasks import cancel_tasks
from routing.services.turns.plan import plan_turn
from routing.unanswered import WITHDRAWAL
from triggers.enums import Category


def withdrawn_handoff(thread: Thread, body: str) -> Handoff | None:
    """Return the handoff that a waiting customer's words may call off, None when they do not or it is not theirs to."""
    conversation = thread.conversation
    if conversation.floor != Floor.QUEUE or not conversation.account.autopilot or not calls_off(body):
        return None
    handoff = running_handoff(thread)
    if handoff is None or handoff.priority == Priority.URGENT or handoff.category == Category.SENSITIVE:
        return None
    opened_by_rule = handoff.cause in (Cause.TRIGGER, Cause.AI)
    return handoff if opened_by_rule and handoff.first_reply_at is None else None


def withdraw(thread: Thread, handoff: Handoff, message: Message) -> None:
    """End a handoff because the customer called it off; the AI answers what they asked meanwhile.

    To-dos and clocks are dropped, the customer is told. Records `handoff.withdrawn` among others.
    """
    conversation = thread.conversation
    cancel_tasks(thread, handoff)
    end_handoff(thread, handoff, why=EndReason.WITHDRAWN)
    give_back_to_ai(thread, why="withdrawn", actor=Author.LEAD)
    promise = promise_of(conversation.team)
    text = compose(Setting(conversation=conversation, key=WITHDRAWAL, promise=promise, now=thread.now))
    say_if_allowed(thread, Speech(author=Author.SYSTEM, body=text, purpose=WITHDRAWAL))
    thread.record(HandoffWithdrawn(handoff_id=str(handoff.pk), agent=handoff.agent_id), actor=Author.LEAD)
    # What they wrote while they waited is the AI's now.
    conversation.ai_since_version = said_before(message)
    if _asks_something(message, since=conversation.ai_since_version):
        plan_turn(thread)


def _asks_something(message: Message, *, since: int) -> bool:
    """Whether there is more to answer than the withdrawal: in the message, or in what came before it."""
    earlier = Message.objects.filter(
        conversation_id=message.conversation_id, version__gt=since, version__lt=message.version, author=Author.LEAD
    )
    # A reaction asks for nothing.
    return bool(rest_of(message.body)) or not all(
        extra.get("quiet") for extra in earlier.values_list("extra", flat=True)
    )
