"""Which events people are told of, and who is told."""

from collections.abc import Callable

from accounts.models import Role, User
from conversations.enums import Priority
from conversations.models import Conversation, Event
from conversations.services.floor import SUPERSEDED
from routing.models import Handoff

Recipients = Callable[[Conversation, Event], set[int]]


def team_or_assignee(conversation: Conversation, _event: Event) -> set[int]:
    """Return the assignee; with nobody assigned, every active member of the team: a handoff always reaches somebody."""
    if conversation.holder_id:
        return {conversation.holder_id} | (
            managers(conversation) if conversation.priority == Priority.URGENT else set()
        )
    everybody = set(
        User.objects.filter(is_active=True, memberships__team_id=conversation.team_id).values_list("pk", flat=True)
    )
    return everybody or admins()


def assignee_and_managers(conversation: Conversation, event: Event) -> set[int]:
    """Return who has it, who had it when it happened (it may be with the next one by now), and who manages the team."""
    assignees = {conversation.holder_id, event.payload.get("agent")} - {None}
    return assignees | managers(conversation)


def new_assignee(_conversation: Conversation, event: Event) -> set[int]:
    """Return the person whom somebody else gave the conversation."""
    agent = event.payload.get("agent")
    return (
        {agent} if agent and agent != event.user_id and event.payload.get("from_agent") not in (None, agent) else set()
    )


def transferred_to(conversation: Conversation, event: Event) -> set[int]:
    """Return the chosen person, else the new team."""
    return team_or_assignee(conversation, event) - {event.user_id or 0}


def holder(conversation: Conversation, _event: Event) -> set[int]:
    """Return the person who holds the conversation."""
    return {conversation.holder_id} if conversation.holder_id else set()


def holder_unless_superseded(conversation: Conversation, event: Event) -> set[int]:
    """Return the holder; what was withdrawn from the AI because they took over is no failure."""
    return set() if event.payload.get("error") == SUPERSEDED else holder(conversation, event)


def holder_unless_announced(conversation: Conversation, event: Event) -> set[int]:
    """Return the holder; the message that called them is told as the handoff, and not again as a message."""
    told = holder(conversation, event)
    if (
        told
        and Handoff.objects.filter(
            conversation=conversation, ended_at__isnull=True, detected_at__gte=event.created_at
        ).exists()
    ):
        return set()
    return told


def who_had_it(_conversation: Conversation, event: Event) -> set[int]:
    """Return the person for whom it waited; with nobody named the row just leaves the team's list."""
    return {event.payload["agent"]} if event.payload.get("agent") else set()


def doer_of_task(_conversation: Conversation, event: Event) -> set[int]:
    """Return whose to-do it is; with nobody named or active the team's agents, without any its managers."""
    team, agent = event.payload["team"], event.payload.get("agent")
    if agent and User.objects.filter(pk=agent, is_active=True).exists():
        return {agent}
    return _members(team, Role.AGENT) or _managers(team)


def managers_of_task(_conversation: Conversation, event: Event) -> set[int]:
    """Return who manages the team that has the to-do."""
    return _managers(event.payload["team"])


def managers(conversation: Conversation) -> set[int]:
    """Return the active managers of the team; without any, the admins."""
    return _managers(conversation.team_id)


def managers_of(conversation: Conversation, _event: Event) -> set[int]:
    """Return who manages the team."""
    return managers(conversation)


def admins() -> set[int]:
    """Return the active admins."""
    return set(User.objects.filter(is_active=True, is_staff=True).values_list("pk", flat=True))


def _managers(team: int) -> set[int]:
    return _members(team, Role.MANAGER) or admins()


def _members(team: int, role: Role) -> set[int]:
    rows = User.objects.filter(is_active=True, memberships__team_id=team, memberships__role=role)
    return set(rows.values_list("pk", flat=True))


#: Who is told of which event; `notifications/wording.py` says in which words.
KINDS: dict[str, Recipients] = {
    "handoff.opened": team_or_assignee,
    "handoff.transferred": transferred_to,
    "handoff.released": team_or_assignee,
    "handoff.withdrawn": who_had_it,
    "handoff.escalated": assignee_and_managers,
    "assignment.changed": new_assignee,
    "sla.breached": assignee_and_managers,
    "task.returned": managers_of,
    "task.fell_due": doer_of_task,
    "task.escalated": managers_of_task,
    "message.received": holder_unless_announced,
    "message.failed": holder_unless_superseded,
    "message.unknown": team_or_assignee,
    "conversation.unsnoozed": holder,
}
