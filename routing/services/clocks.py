"""What happens when a deadline of an episode is due."""

from datetime import timedelta

from conversations.enums import Author, Floor, Status
from conversations.services.floor import give_back_to_ai
from conversations.services.outbound import Speech, queue_message
from conversations.services.thread import Thread
from routing.enums import DeadlineKind, EndReason
from routing.models import Handoff
from routing.services import deadlines
from routing.services.acknowledgement import REACTIVATION, Setting, compose
from routing.services.assignment import Move, assign, choose_agent
from routing.services.deadlines import Handler
from routing.services.handoffs import end_handoff, reactivation_window
from routing.services.hours import promise_of

OVERDUE_REMINDER = timedelta(days=1)


def first_response_due(thread: Thread, handoff: Handoff | None) -> None:
    """Nobody answered in the promised time: tell assignee and manager, and give it to another agent once.

    Records `sla.breached`.
    """
    if handoff is None or not handoff.is_open:
        return
    handoff.first_response_breached_at = handoff.first_response_breached_at or thread.now
    thread.record(
        "sla.breached",
        actor=Author.SYSTEM,
        handoff_id=str(handoff.pk),
        what=DeadlineKind.FIRST_RESPONSE,
        agent=handoff.agent_id,
    )
    if handoff.reassigned_at is None and thread.conversation.floor == Floor.QUEUE:
        _reassign(thread, handoff)
    handoff.save()


def reactivation_due(thread: Thread, handoff: Handoff | None) -> None:
    """Nobody acted in the window: the AI gets the floor back and says so honestly.

    What is urgent or held goes to the manager instead.
    """
    if handoff is None or not handoff.is_open:
        return
    conversation = thread.conversation
    if handoff.is_urgent or conversation.floor != Floor.QUEUE or not conversation.account.autopilot:
        handoff.escalated_at = handoff.escalated_at or thread.now
        handoff.save()
        thread.record("handoff.escalated", actor=Author.SYSTEM, handoff_id=str(handoff.pk), reason=handoff.reason)
        deadlines.rearm(thread, handoff, kind=DeadlineKind.REACTIVATION, after=reactivation_window(handoff))
        return
    end_handoff(thread, handoff, why=EndReason.REACTIVATED)
    give_back_to_ai(thread, why="reactivated", actor=Author.SYSTEM)
    promise = promise_of(conversation.team, urgent=False)
    words = compose(Setting(conversation=conversation, key=REACTIVATION, promise=promise, now=thread.now))
    queue_message(thread, Speech(author=Author.SYSTEM, body=words.text, purpose="reactivation"))
    thread.record("handoff.reactivated", actor=Author.SYSTEM, handoff_id=str(handoff.pk))
    conversation.ai_since_version = conversation.version


def resolution_due(thread: Thread, handoff: Handoff | None) -> None:
    """The work is not done in the promised time: tell the manager, and again each day. Records `sla.breached`."""
    if handoff is None or not handoff.is_open:
        return
    thread.record("sla.breached", actor=Author.SYSTEM, handoff_id=str(handoff.pk), what=DeadlineKind.RESOLUTION)
    deadlines.rearm(thread, handoff, kind=DeadlineKind.RESOLUTION, after=OVERDUE_REMINDER)


def snooze_over(thread: Thread, _handoff: Handoff | None) -> None:
    """Open a snoozed conversation again. Records `conversation.unsnoozed`."""
    if thread.conversation.status != Status.SNOOZED:
        return
    thread.conversation.status, thread.conversation.snoozed_until = Status.OPEN, None
    thread.record("conversation.unsnoozed", actor=Author.SYSTEM)


HANDLERS: dict[DeadlineKind, Handler] = {
    DeadlineKind.FIRST_RESPONSE: first_response_due,
    DeadlineKind.REACTIVATION: reactivation_due,
    DeadlineKind.RESOLUTION: resolution_due,
    DeadlineKind.UNSNOOZE: snooze_over,
}


def sweep_deadlines(*, limit: int = deadlines.BATCH) -> int:
    """Act on everything that is due; return how many deadlines were acted on."""
    return deadlines.sweep(HANDLERS, limit=limit)


def _reassign(thread: Thread, handoff: Handoff) -> None:
    conversation = thread.conversation
    exclude = {handoff.agent_id} if handoff.agent_id else set()
    agent, _why = choose_agent(team=handoff.team, lead=conversation.lead, exclude=exclude)
    if agent:
        assign(thread, handoff, Move(team=handoff.team, agent=agent, reason="first response breached"))
        handoff.reassigned_at = thread.now
