"""What happens when a deadline of an episode is due."""

from datetime import datetime, timedelta

from conversations import clock
from conversations.enums import Author, Floor, Priority, Status
from conversations.events.talk import ConversationUnsnoozed
from conversations.events.work import HandoffEscalated, HandoffReactivated, SlaBreached
from conversations.services.floor import give_back_to_ai
from conversations.services.outbound import Speech, queue_message
from conversations.services.reach import obstacle
from conversations.services.thread import Thread
from conversations.wake import wake
from routing.enums import DeadlineKind, EndReason
from routing.models import Deadline, Handoff
from routing.services import deadlines
from routing.services.acknowledgement import REACTIVATION, Setting, compose
from routing.services.assignment import RE_GIVEN, Move, assign, choose_agent
from routing.services.deadlines import Handler
from routing.services.handback import start_afresh
from routing.services.handoffs import end_handoff, reactivation_window
from routing.services.hours import promise_of
from routing.services.tasks import task_due, task_overdue

OVERDUE_REMINDER = timedelta(days=1)
# A backlog is claimed in so many shares at a time, for as many threads; each is worked off in turns.
SHARES, SHARE, TURN = 4, 2_500, 50
SHARE_APART = timedelta(microseconds=1)


def first_response_due(thread: Thread, deadline: Deadline) -> None:
    """Nobody answered in the promised time: tell assignee and manager, and give it to another agent once.

    Records `sla.breached`.
    """
    handoff = deadline.handoff
    if handoff is None or not handoff.is_open:
        return
    handoff.first_response_breached_at = handoff.first_response_breached_at or thread.now
    thread.record(
        SlaBreached(handoff_id=str(handoff.pk), what=DeadlineKind.FIRST_RESPONSE, agent=handoff.agent_id),
        actor=Author.SYSTEM,
    )
    if handoff.reassigned_at is None and thread.conversation.floor == Floor.QUEUE:
        _reassign(thread, handoff)
    handoff.save()


def reactivation_due(thread: Thread, deadline: Deadline) -> None:
    """Nobody acted in the window: the AI gets the floor back and says so honestly.

    What is urgent or held goes to the manager instead, and so does who may not be written to now.
    """
    handoff = deadline.handoff
    if handoff is None or not handoff.is_open:
        return
    conversation = thread.conversation
    stays = handoff.priority == Priority.URGENT or conversation.floor != Floor.QUEUE
    # Where the AI could not tell them that it answers again, the customer keeps their place in the queue.
    if stays or not conversation.account.autopilot or obstacle(thread, Author.SYSTEM):
        handoff.escalated_at = handoff.escalated_at or thread.now
        handoff.save()
        thread.record(HandoffEscalated(handoff_id=str(handoff.pk), reason=handoff.reason), actor=Author.SYSTEM)
        deadlines.rearm(thread, handoff, kind=DeadlineKind.REACTIVATION, after=reactivation_window(handoff))
        return
    end_handoff(thread, handoff, why=EndReason.REACTIVATED)
    give_back_to_ai(thread, why="reactivated", actor=Author.SYSTEM)
    promise = promise_of(conversation.team)
    text = compose(Setting(conversation=conversation, key=REACTIVATION, promise=promise, now=thread.now))
    queue_message(thread, Speech(author=Author.SYSTEM, body=text, purpose="reactivation"))
    thread.record(HandoffReactivated(handoff_id=str(handoff.pk)), actor=Author.SYSTEM)
    # What called a person is that person's matter; what the customer has written since is not.
    start_afresh(thread, only_unheard=True)


def resolution_due(thread: Thread, deadline: Deadline) -> None:
    """The work is not done in the promised time: tell the manager, and again each day. Records `sla.breached`."""
    handoff = deadline.handoff
    if handoff is None or not handoff.is_open:
        return
    if handoff.resolution_breached_at is None:
        handoff.resolution_breached_at = thread.now
        handoff.save(update_fields=["resolution_breached_at"])
    thread.record(SlaBreached(handoff_id=str(handoff.pk), what=DeadlineKind.RESOLUTION), actor=Author.SYSTEM)
    deadlines.rearm(thread, handoff, kind=DeadlineKind.RESOLUTION, after=OVERDUE_REMINDER)


def snooze_over(thread: Thread, _deadline: Deadline) -> None:
    """Open a snoozed conversation again. Records `conversation.unsnoozed`."""
    if thread.conversation.status != Status.SNOOZED:
        return
    thread.conversation.status, thread.conversation.snoozed_until = Status.OPEN, None
    thread.record(ConversationUnsnoozed(), actor=Author.SYSTEM)


HANDLERS: dict[DeadlineKind, Handler] = {
    DeadlineKind.FIRST_RESPONSE: first_response_due,
    DeadlineKind.REACTIVATION: reactivation_due,
    DeadlineKind.RESOLUTION: resolution_due,
    DeadlineKind.UNSNOOZE: snooze_over,
    DeadlineKind.TASK_DUE: task_due,
    DeadlineKind.TASK_OVERDUE: task_overdue,
}


def sweep_deadlines(*, limit: int = deadlines.BATCH, share: int = SHARE) -> int:
    """Act on what is due; return how many deadlines were acted on here.

    More than `limit` is a backlog: it is claimed at once and shared out among the workers, `share` to each.
    """
    now = clock.now()
    working = deadlines.is_any_claimed(now=now)
    until = deadlines.claim(now=now, limit=limit)
    if until is None:
        return 0
    if not working:
        _share_out(now, share)
    acted, _rest = deadlines.act(HANDLERS, until=until, limit=limit)
    return acted


def act_on_claimed(*, until: datetime, after: int, limit: int = TURN) -> int:
    """Act on some more of a claim and wake a worker for the rest of it; return how many deadlines were acted on.

    In small turns, because other sweeps wait in the same queue.
    """
    acted, rest = deadlines.act(HANDLERS, until=until, after=after, limit=limit)
    if rest:
        wake("routing.act_on_deadlines", until=until.isoformat(), after=rest)
    return acted


def _share_out(now: datetime, share: int) -> None:
    for number in range(1, SHARES + 1):
        # A claim is known by its end, so the ends differ.
        until = deadlines.claim(now=now + number * SHARE_APART, limit=share)
        if until is None:
            return
        wake("routing.act_on_deadlines", until=until.isoformat(), after=0)


def _reassign(thread: Thread, handoff: Handoff) -> None:
    conversation = thread.conversation
    exclude = {handoff.agent_id} if handoff.agent_id else set()
    agent, _why = choose_agent(team=handoff.team, lead=conversation.lead, exclude=exclude)
    if agent:
        assign(thread, handoff, Move(team=handoff.team, agent=agent, reason=RE_GIVEN))
        handoff.reassigned_at = thread.now
