"""Giving a handoff to a person or a team's queue."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import Team, User
from conversations import rows
from conversations.enums import Author, Status
from conversations.events.work import AssignmentChanged
from conversations.models import Lead
from conversations.services.thread import Thread
from routing.enums import TaskState
from routing.models import AgentProfile, Assignment, Handoff
from routing.services.availability import online_now
from routing.strategies.round_robin import Candidate, choose

# For these reasons somebody may get a handoff who is not of the team that has it: the customer's owner above all.
RE_GIVEN = "first response breached"
BEYOND_THE_TEAM = ("owner", "scenario", RE_GIVEN)


def choose_agent(
    *, team: Team, lead: Lead, person: User | None = None, exclude: Collection[int] = ()
) -> tuple[User | None, str]:
    """Return who should get a handoff and why.

    The lead's owner, the scenario's person, else round robin over who is online.

    None means the team's queue: "queue" when nobody is online, "full" when everybody who is has no room.
    """
    owner = lead.owner
    if owner and owner.pk not in exclude and _works_here(owner):
        return owner, "owner"
    if person and person.pk not in exclude and _works_here(person):
        return person, "scenario"
    available = AgentProfile.objects.filter(online_now(), user__memberships__team=team)
    available = available.exclude(user_id__in=list(exclude))
    load = Count("user__held_conversations", filter=~Q(user__held_conversations__status=Status.RESOLVED), distinct=True)
    found = available.annotate(load=load).values_list("user_id", "load", "capacity", "last_assigned_at")
    candidates = [Candidate(*candidate) for candidate in found]
    chosen = choose(candidates)
    if chosen is None:
        return None, "full" if candidates else "queue"
    return User.objects.get(pk=chosen), "round_robin"


def _works_here(user: User) -> bool:
    """Whether the person still works at the desk: who left every team gets nobody's customers."""
    return user.is_active and (user.is_staff or user.memberships.exists())


@dataclass(frozen=True, slots=True)
class Move:
    """Where a handoff goes and why; `user` is the agent who moved it (None: the rules did)."""

    team: Team
    agent: User | None
    reason: str
    user: User | None = None


def assign(thread: Thread, handoff: Handoff, move: Move) -> None:
    """End the running assignment and start the next; the caller moves the floor and saves the handoff.

    Needs the thread's lock. Records `assignment.changed`.
    """
    end_assignment(thread, handoff)
    handoff.tasks.filter(state=TaskState.OPEN).update(team=move.team, agent=move.agent)
    assign_first(thread, handoff, move)


def assign_first(thread: Thread, handoff: Handoff, move: Move) -> None:
    """Start an assignment where none runs: a new handoff's, or the next one. Records `assignment.changed`."""
    team, agent = move.team, move.agent
    from_team, from_agent = thread.conversation.team_id, handoff.agent_id
    rows.insert(Assignment(handoff=handoff, team=team, agent=agent, reason=move.reason, started_at=thread.now))
    handoff.team, handoff.agent = team, agent
    thread.conversation.team, thread.conversation.holder = team, agent
    if agent:
        AgentProfile.objects.filter(user=agent).update(last_assigned_at=thread.now)
    thread.record(
        AssignmentChanged(
            handoff_id=str(handoff.pk),
            team=team.pk,
            team_name=team.name,
            agent=agent.pk if agent else None,
            agent_name=str(agent) if agent else "",
            reason=move.reason,
            from_team=from_team,
            from_agent=from_agent,
        ),
        actor=Author.AGENT if move.user else Author.SYSTEM,
        user=move.user,
    )


def end_assignment(thread: Thread, handoff: Handoff) -> None:
    """Close the running assignment of a handoff that ends."""
    Assignment.objects.filter(handoff=handoff, ended_at__isnull=True).update(ended_at=thread.now)
