"""Opening and ending handoffs: whole or absent, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts.models import User
from conversations import rows
from conversations.enums import Author, Floor, Priority, Status
from conversations.events.talk import ConversationReopened
from conversations.events.work import HandoffEnded, HandoffOpened
from conversations.models import Conversation
from conversations.services.floor import move_floor
from conversations.services.outbound import Speech, say_if_allowed
from conversations.services.tags import add_tags
from conversations.services.thread import Thread
from conversations.wake import wake
from routing.enums import Cause, DeadlineKind, EndReason
from routing.models import Handoff, Task
from routing.services import deadlines
from routing.services.acknowledgement import TAKEOVER, Setting, compose
from routing.services.actions import Action
from routing.services.assignment import Move, assign_first, choose_agent, end_assignment
from routing.services.hours import Promise, promise_of
from routing.services.package import Case, build_package
from routing.services.tasks import make_task
from triggers.models import Detection, Scenario

USUAL = Action()
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class HandoffRequest:
    """Why a person is needed, and what then happens. `user`: the agent who takes over or opened it by hand.

    `priority`: the least that it has; the action's counts where it is higher.
    `scenario`: the row that stands for the rule, if it is still there; what happens is the action of the version that
    decided, whatever the row says by now.
    """

    cause: Cause
    reason: str
    category: str = ""
    action: Action = USUAL
    scenario: Scenario | None = None
    detection: Detection | None = None
    user: User | None = None
    priority: Priority = Priority.LOW
    evidence: Sequence[dict[str, Any]] = ()
    evidence_message: str = ""


def open_handoff(thread: Thread, request: HandoffRequest) -> Handoff:
    """Open an episode with everything that belongs to it; nothing is left for later.

    Floor, package, acknowledgement, tags, assignment, task, deadlines and events are written under the thread's lock.
    An episode that is already open is returned as it is. Records `handoff.opened` among others.
    """
    running = running_handoff(thread)
    if running:
        return running
    handoff = _start(thread, request)
    promise = promise_of(handoff.team, priority=handoff.priority)
    _assign_first(thread, handoff, request)
    _acknowledge(thread, handoff, promise, request.action)
    if request.action.tags:
        add_tags(thread, tags=request.action.tags, actor=Author.SYSTEM)
    makes_task = handoff.cause != Cause.TAKEOVER and request.action.makes_task
    task = make_task(thread, handoff, request.action) if makes_task else None
    _arm(thread, handoff, task)
    # The rows above point to it already: foreign keys are checked at the commit.
    rows.insert(handoff)
    wake("routing.write_summary", handoff_id=str(handoff.pk))
    return handoff


def end_handoff(thread: Thread, handoff: Handoff, *, why: EndReason) -> None:
    """Close an episode with its assignment and clocks; the caller moves the floor and saves nothing else.

    Needs the thread's lock. Records `handoff.ended`.
    """
    handoff.ended_at, handoff.end_reason = thread.now, why
    if handoff.resolution_due_at and handoff.resolution_due_at <= thread.now:
        # The sweep may not have come by yet.
        handoff.resolution_breached_at = handoff.resolution_breached_at or thread.now
    handoff.save()
    end_assignment(thread, handoff)
    deadlines.cancel(thread, handoff=handoff)
    thread.conversation.priority = Priority.NORMAL
    thread.record(HandoffEnded(handoff_id=str(handoff.pk), why=why), actor=Author.SYSTEM)


def running_handoff(thread: Thread) -> Handoff | None:
    """Return the open episode of the conversation, if any."""
    joined = ("scenario", "team", "agent")
    return rows.find(Handoff, *joined, locked=True, conversation_id=thread.conversation.pk, ended_at=None)


def settle_status(thread: Thread, status: Status) -> None:
    """Set the work status and forget the times and clocks of the one before."""
    thread.conversation.status = status
    thread.conversation.snoozed_until = thread.conversation.resolved_at = None
    deadlines.cancel(thread, kinds=(DeadlineKind.UNSNOOZE,))


def _start(thread: Thread, request: HandoffRequest) -> Handoff:
    """Move the floor and make the episode with its frozen package; it is stored when it is complete."""
    conversation = thread.conversation
    actor = Author.AGENT if request.user else Author.SYSTEM
    if conversation.status != Status.OPEN:
        # A person is needed, so the work is not done: left closed it would stand in no list and could not be resolved.
        settle_status(thread, Status.OPEN)
        thread.record(ConversationReopened(), actor=actor, user=request.user)
    holder = request.user if request.cause == Cause.TAKEOVER else None
    floor = Floor.HUMAN if holder else Floor.QUEUE
    move_floor(thread, to=floor, why=f"handoff.{request.cause}", actor=actor, user=request.user, holder=holder)
    action = request.action
    # The conversation gets it with its first assignment, which tells the team that it leaves.
    team = action.team if action.team and not _owner_keeps(request, conversation) else conversation.team
    # A VIP is urgent: their own answering time, first in the queue, never given back to the AI by itself.
    least = Priority.URGENT if conversation.lead.is_vip else request.priority
    conversation.priority = max(action.handoff_priority, least)
    case = Case(request.category, request.reason, request.evidence, request.evidence_message)
    handoff = Handoff(
        conversation=conversation,
        cause=request.cause,
        category=request.category,
        scenario=request.scenario,
        detection=request.detection,
        opened_by=request.user,
        reason=request.reason[:300],
        priority=conversation.priority,
        team=team,
        package=build_package(conversation, case),
        reactivation_minutes=action.reactivation // MINUTE,
        detected_at=thread.now,
    )
    thread.record(
        HandoffOpened(
            handoff_id=str(handoff.pk),
            cause=request.cause,
            category=request.category,
            reason=handoff.reason,
            priority=Priority(handoff.priority).word,
        ),
        actor=actor,
        user=request.user,
    )
    return handoff


def _assign_first(thread: Thread, handoff: Handoff, request: HandoffRequest) -> None:
    """Give the episode to the agent who took over, else to whoever the rules name, else to the team's queue."""
    if request.cause == Cause.TAKEOVER and request.user:
        handoff.claimed_at = thread.now
        move = Move(team=handoff.team, agent=request.user, reason="takeover", user=request.user)
    else:
        lead, person = thread.conversation.lead, request.action.person
        agent, why = choose_agent(team=handoff.team, lead=lead, person=person)
        move = Move(team=handoff.team, agent=agent, reason=why)
    assign_first(thread, handoff, move)


def _owner_keeps(request: HandoffRequest, conversation: Conversation) -> bool:
    """Whether the scenario leaves the team as it is because the lead has an owner."""
    return bool(request.action.skip_if_owner and conversation.lead.owner_id)


def _acknowledge(thread: Thread, handoff: Handoff, promise: Promise, action: Action) -> None:
    key = TAKEOVER if handoff.cause == Cause.TAKEOVER else action.acknowledgement
    setting = Setting(conversation=thread.conversation, key=key, promise=promise, now=thread.now, agent=handoff.agent)
    speech = Speech(author=Author.SYSTEM, body=compose(setting), purpose="acknowledgement")
    # Where the channel forbids it, or the customer opted out, the handoff stands without it (`message.withheld`).
    handoff.acknowledgement = say_if_allowed(thread, speech)
    handoff.acknowledged_at = thread.now if handoff.acknowledgement else None
    handoff.answer_due_at = promise.answer_due(thread.now)
    handoff.resolution_due_at = promise.resolution_due(thread.now)


def _arm(thread: Thread, handoff: Handoff, task: Task | None) -> None:
    """Start the clocks of an episode: first response, reactivation (or escalation), resolution, and its to-do's."""
    due = {
        DeadlineKind.FIRST_RESPONSE: handoff.answer_due_at,
        DeadlineKind.REACTIVATION: thread.now + reactivation_window(handoff),
        DeadlineKind.RESOLUTION: handoff.resolution_due_at,
    }
    deadlines.start(thread, handoff, {kind: at for kind, at in due.items() if at}, task=task)


def reactivation_window(handoff: Handoff) -> timedelta:
    """Return after how long without a person's act the AI answers again, or the manager is called."""
    return timedelta(minutes=handoff.reactivation_minutes)
