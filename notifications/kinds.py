"""Which events people are told of, and who is told."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from conversations.models import Conversation, Event
from conversations.services.floor import SUPERSEDED

Recipients = Callable[[Conversation, Event], set[int]]


@dataclass(frozen=True, slots=True)
class NotificationKind:
    """One kind: its title for people, and who gets it (user ids)."""

    title: Promise
    recipients: Recipients


def team_or_assignee(conversation: Conversation, _event: Event) -> set[int]:
    """Return the assignee; with nobody assigned, every active member of the team: a handoff always reaches somebody."""
    if conversation.holder_id:
        return {conversation.holder_id} | (managers(conversation) if conversation.is_urgent else set())
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
    """Return the holder; what was withdrawn from the AI because he took over is no failure."""
    return set() if event.payload.get("error") == SUPERSEDED else holder(conversation, event)


def managers(conversation: Conversation) -> set[int]:
    """Return the active managers of the team; without any, the admins."""
    rows = User.objects.filter(
        is_active=True, memberships__team_id=conversation.team_id, memberships__role=Role.MANAGER
    )
    return set(rows.values_list("pk", flat=True)) or admins()


def managers_of(conversation: Conversation, _event: Event) -> set[int]:
    """Return who manages the team."""
    return managers(conversation)


def admins() -> set[int]:
    """Return the active admins."""
    return set(User.objects.filter(is_active=True, is_staff=True).values_list("pk", flat=True))


KINDS: dict[str, NotificationKind] = {
    "handoff.opened": NotificationKind(gettext_lazy("A customer needs a person"), team_or_assignee),
    "handoff.transferred": NotificationKind(gettext_lazy("A conversation was passed to you"), transferred_to),
    "handoff.released": NotificationKind(gettext_lazy("A customer is back in your team's queue"), team_or_assignee),
    "handoff.escalated": NotificationKind(gettext_lazy("Nobody has acted: please step in"), assignee_and_managers),
    "assignment.changed": NotificationKind(gettext_lazy("A conversation was given to you"), new_assignee),
    "sla.breached": NotificationKind(gettext_lazy("A promised time has passed"), assignee_and_managers),
    "task.returned": NotificationKind(gettext_lazy("A to-do has nobody to do it"), managers_of),
    "message.received": NotificationKind(gettext_lazy("The customer wrote again"), holder),
    "message.failed": NotificationKind(gettext_lazy("A message could not be delivered"), holder_unless_superseded),
    "message.unknown": NotificationKind(gettext_lazy("A message may not have arrived"), team_or_assignee),
    "conversation.unsnoozed": NotificationKind(gettext_lazy("A snoozed conversation is back"), holder),
}


def body_of(conversation: Conversation, event: Event) -> str:
    """Return one line on who and why for the bell."""
    reason = event.payload.get("reason") if event.kind.startswith("handoff.") else ""
    return " · ".join(
        str(part) for part in (conversation.lead, reason or _("in %(team)s") % {"team": conversation.team.name}) if part
    )
