"""What becomes of the customers of a person who leaves: back to their team's queue, with their clocks, and told."""

import logging
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, User
from accounts.services.departures import Departure
from conversations.enums import Author, Floor, Status
from conversations.events.talk import ConversationReopened
from conversations.events.work import HandoffReleased, TaskReturned
from conversations.failures import describe
from conversations.models import Conversation
from conversations.services.floor import move_floor
from conversations.services.thread import Thread, lock_thread
from routing.enums import Availability, TaskState
from routing.models import AgentProfile, Assignment, Handoff, Task
from routing.services.assignment import BEYOND_THE_TEAM, Move, assign
from routing.services.handoffs import running_handoff, settle_status
from routing.services.renewal import keep_or_renew_clocks

logger = logging.getLogger(__name__)

BATCH = 200
LEFT = "holder left"


def follow_departure(departure: Departure) -> None:
    """Pass on what a person who leaves holds, is assigned or has to do; each conversation in its own transaction.

    One that fails is logged and left for the sweep: a person's rights end whatever becomes of their work.
    """
    if departure.wholly:
        AgentProfile.objects.filter(user=departure.user_id).update(availability=Availability.OFFLINE)
    for conversation_id in _ids_of(departure):
        _try_to_pass_on(conversation_id, departure)


def sweep_strays(*, limit: int = BATCH) -> int:
    """Pass on what nobody acts on because its person has left without a departure being noted; return how many.

    The net under `follow_departure`: for rows changed by hand, and for a person who was given something as they left.
    """
    strays = set(stray_handoffs().values_list("conversation", flat=True)[:limit])
    tasks = Task.objects.filter(state=TaskState.OPEN, agent__is_active=False).order_by()
    strays |= set(tasks.values_list("conversation", flat=True)[:limit])
    return sum(_try_to_pass_on(conversation_id, None) for conversation_id in sorted(strays))


def stray_handoffs() -> QuerySet[Handoff]:
    """Return open handoffs whose holder cannot act: gone, switched off, or in no team that has anything to do with it.

    Whom the rules chose from another team (a customer's owner) may hold it as long as they work in some team.
    """
    holder = OuterRef("conversation__holder")
    memberships = Membership.objects.filter(user=holder)
    chosen = Assignment.objects.filter(
        handoff=OuterRef("pk"), agent=holder, ended_at__isnull=True, reason__in=BEYOND_THE_TEAM
    )
    outside = Q(conversation__holder__is_staff=False) & ~Exists(memberships.filter(team=OuterRef("conversation__team")))
    strange = outside & ~(Q(Exists(chosen)) & Q(Exists(memberships)))
    held = Q(conversation__floor__in=(Floor.HUMAN, Floor.QUEUE), conversation__holder__isnull=False)
    gone = held & (Q(conversation__holder__is_active=False) | strange)
    nobody = Q(conversation__floor=Floor.HUMAN, conversation__holder__isnull=True)
    return Handoff.objects.filter(gone | nobody, ended_at__isnull=True).order_by()


def _ids_of(departure: Departure) -> list[UUID]:
    """Return the conversations that a departure touches, in one order for all who lock several."""
    held = Conversation.objects.filter(holder=departure.user_id, floor__in=(Floor.HUMAN, Floor.QUEUE))
    tasks = Task.objects.filter(agent=departure.user_id, state=TaskState.OPEN)
    if not departure.wholly:
        strays = stray_handoffs().filter(conversation__holder=departure.user_id)
        held = held.filter(Q(team__in=departure.team_ids) | Q(pk__in=strays.values("conversation")))
        tasks = tasks.filter(team__in=departure.team_ids)
    ids = set(held.order_by().values_list("pk", flat=True))
    return sorted(ids | set(tasks.order_by().values_list("conversation", flat=True)))


def _try_to_pass_on(conversation_id: UUID, departure: Departure | None) -> bool:
    try:
        with lock_thread(conversation_id) as thread:
            return _pass_on(thread, departure)
    except Conversation.DoesNotExist:
        return False
    except Exception as error:  # noqa: BLE001 - noted without its text; the others go on, the sweep comes again
        extra = {"conversation": str(conversation_id), **describe(error)}
        logger.error("a leaver's conversation was not passed on", extra=extra)  # noqa: TRY400 - no text
        return False


def _pass_on(thread: Thread, departure: Departure | None) -> bool:
    """Look again under the lock, and pass on what is still theirs; return whether there was anything."""
    handoff = running_handoff(thread)
    is_passed = handoff is not None and _is_left(thread, handoff, departure)
    if handoff is not None and is_passed:
        _back_to_queue(thread, handoff)
    return _return_tasks(thread, departure) or is_passed


def _is_left(thread: Thread, handoff: Handoff, departure: Departure | None) -> bool:
    conversation = thread.conversation
    if departure is not None and conversation.holder_id != departure.user_id:
        return False
    if departure is not None and (departure.wholly or conversation.team_id in departure.team_ids):
        return conversation.floor in (Floor.HUMAN, Floor.QUEUE)
    return stray_handoffs().filter(pk=handoff.pk).exists()


def _back_to_queue(thread: Thread, handoff: Handoff) -> None:
    """Let the whole team have it. Records `assignment.changed` and `handoff.released`."""
    conversation = thread.conversation
    leaver: User | None = conversation.holder
    if conversation.status != Status.OPEN:
        # Put aside by somebody who will not come back to it.
        settle_status(thread, Status.OPEN)
        thread.record(ConversationReopened(), actor=Author.SYSTEM)
    if conversation.floor != Floor.QUEUE:
        move_floor(thread, to=Floor.QUEUE, why=LEFT, actor=Author.SYSTEM)
    assign(thread, handoff, Move(team=conversation.team, agent=None, reason=LEFT))
    handoff.claimed_at = None
    keep_or_renew_clocks(thread, handoff)
    handoff.save()
    thread.record(
        HandoffReleased(
            handoff_id=str(handoff.pk),
            reason=handoff.reason,
            agent_name=str(leaver or ""),
            team_name=conversation.team.name,
        ),
        actor=Author.SYSTEM,
    )


def _return_tasks(thread: Thread, departure: Departure | None) -> bool:
    """Leave to the team what else the person had to do here. Records `task.returned` for each."""
    tasks = Task.objects.filter(conversation=thread.conversation, state=TaskState.OPEN)
    if departure is None:
        tasks = tasks.filter(agent__is_active=False)
    else:
        tasks = tasks.filter(agent=departure.user_id)
        tasks = tasks if departure.wholly else tasks.filter(team__in=departure.team_ids)
    found = list(tasks.select_related("agent"))
    for task in found:
        leaver, task.agent = task.agent, None
        task.save(update_fields=["agent"])
        thread.record(
            TaskReturned(task_id=str(task.pk), title=task.title, agent_name=str(leaver or "")), actor=Author.SYSTEM
        )
    return bool(found)
