"""The only door to "what may this person see". HTTP, WebSocket, admin, search and exports all come through here.

The rule: an admin sees everything; anybody else sees the conversations of the teams that they are a member of (as
agent or manager) and those that they hold. What hangs on a conversation is visible with it. It fails closed: nobody,
an inactive user or a stranger's object sees nothing, and a caller cannot tell that from a missing row. Only who had a
conversation before learns that it moved, and to whom (`refusal`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Role, Team, User
from conversations.enums import Floor
from conversations.events.work import AssignmentChanged
from conversations.models import Conversation, Event, Lead, Message
from routing.errors import Moved, NotVisible
from routing.models import Handoff, Task

Person = User | AnonymousUser | None
# How long somebody who had a conversation, but is in no team that had it, is told where it went.
OWN_IS_REMEMBERED = timedelta(days=7)
# More changes of hands than this are not looked through.
MOVES = 200


def visible_conversations(user: Person) -> QuerySet[Conversation]:
    """Return the conversations that the user may see."""
    rows = Conversation.objects.all()
    if not isinstance(user, User) or not user.is_active or user.pk is None:
        return rows.none()
    if user.is_staff:
        return rows
    # A subquery, not a join: a join with OR would repeat a conversation for each membership.
    teams = Membership.objects.filter(user=user).values("team_id")
    return rows.filter(Q(team_id__in=teams) | Q(holder_id=user.pk))


def member_team_ids(user: User) -> list[int]:
    """Return the teams that the user is a member of."""
    return list(Membership.objects.filter(user=user).values_list("team_id", flat=True))


def visible_messages(user: Person) -> QuerySet[Message]:
    """Return the messages and notes of visible conversations."""
    return Message.objects.filter(conversation__in=visible_conversations(user).order_by())


def visible_handoffs(user: Person) -> QuerySet[Handoff]:
    """Return the handoffs of visible conversations."""
    return Handoff.objects.filter(conversation__in=visible_conversations(user).order_by())


def visible_tasks(user: Person) -> QuerySet[Task]:
    """Return the to-dos of visible conversations."""
    return Task.objects.filter(conversation__in=visible_conversations(user).order_by())


def visible_leads(user: Person) -> QuerySet[Lead]:
    """Return the leads with at least one visible conversation; to an admin, all."""
    if isinstance(user, User) and user.is_active and user.is_staff:
        return Lead.objects.all()
    return Lead.objects.filter(Exists(visible_conversations(user).order_by().filter(lead=OuterRef("pk"))))


def managed_teams(user: Person) -> QuerySet[Team]:
    """Return the teams that the user manages; to an admin, all."""
    teams = Team.objects.all()
    if not isinstance(user, User) or not user.is_active or user.pk is None:
        return teams.none()
    if user.is_staff:
        return teams
    return teams.filter(pk__in=Membership.objects.filter(user=user, role=Role.MANAGER).values("team_id"))


def may_manage_team(user: Person, team_id: int) -> bool:
    """Whether the user manages the team."""
    return managed_teams(user).filter(pk=team_id).exists()


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose figures a person may read: all, those of the teams that they manage, and those of `person` (themselves).

    An agent never reads a colleague's figures, also not as the rest of a sum.
    """

    everything: bool
    teams: tuple[int, ...]
    person: int

    @property
    def manages(self) -> bool:
        """Whether it is more than one's own figures."""
        return self.everything or bool(self.teams)


def reach_of(user: Person) -> Reach:
    """Return whose figures this person may read; nobody's for a stranger."""
    if not isinstance(user, User) or not user.is_active or user.pk is None:
        return Reach(everything=False, teams=(), person=0)
    if user.is_staff:
        return Reach(everything=True, teams=(), person=user.pk)
    teams = managed_teams(user).order_by("pk").values_list("pk", flat=True)
    return Reach(everything=False, teams=tuple(teams), person=user.pk)


def colleague_who_holds(conversation: Conversation, user: User) -> User | None:
    """Return the other person who holds the conversation, or None: nobody, oneself, or an account that is switched off.

    Nobody holds it after the account of the person who did was deleted.
    """
    holder = conversation.holder
    if conversation.floor != Floor.HUMAN or holder is None or holder.pk == user.pk or not holder.is_active:
        return None
    return holder


def get_visible_conversation(user: Person, conversation_id: UUID) -> Conversation:
    """Return one visible conversation.

    Raises:
        NotVisible: it does not exist, or not for this user.
        Moved: it did so far.
    """
    row = visible_conversations(user).filter(pk=conversation_id).first()
    if row is None:
        raise refusal(user, conversation_id)
    return row


def refusal(user: Person, conversation_id: UUID | None) -> NotVisible:
    """Return why a person may not see a conversation: `Moved` when they had it, else what a missing row answers.

    They had it when a team of theirs did, or when they did themselves until a short while ago: somebody who left a team
    learns where their customer went, and not for ever where it goes. The answer names team and holder, nothing else.
    """
    if conversation_id is None or not isinstance(user, User) or not user.is_active or user.pk is None:
        return NotVisible()
    conversation = Conversation.objects.select_related("team", "holder").filter(pk=conversation_id).first()
    moves = _moves_of(conversation_id)
    if conversation is None or not moves or not _had_it(user, moves):
        return NotVisible()
    team, holder = conversation.team, conversation.holder
    text = (
        _("%(name)s in %(team)s has this conversation now.") if holder else _("This conversation is with %(team)s now.")
    )
    return Moved(
        text % {"name": holder, "team": team},
        team_name=team.name,
        holder_name=str(holder or ""),
        at=moves[0].created_at,
    )


def refusal_of_part(user: Person, parts: QuerySet[Any]) -> NotVisible:
    """Return the same for something that hangs on a conversation: a message, a handoff, a to-do."""
    return refusal(user, parts.order_by().values_list("conversation_id", flat=True).first())


def people_who_lost(conversation: Conversation, *, team_id: int | None, agent_id: int | None) -> set[int]:
    """Return who saw a conversation while this team and person had it, and may not see it any more."""
    teams = {team_id} - {None, conversation.team_id}
    people = {agent_id} - {None, conversation.holder_id}
    if not teams and not people:
        return set()
    see = Q(is_staff=True) | Q(pk=conversation.holder_id)
    members = Membership.objects.filter(team=conversation.team_id).values("user_id")
    had = Q(memberships__team__in=teams) | Q(pk__in=people)
    rows = User.objects.filter(had, is_active=True).exclude(see).exclude(pk__in=members)
    return set(rows.order_by().values_list("pk", flat=True))


def _moves_of(conversation_id: UUID) -> list[Event]:
    """Return how a conversation went from hand to hand, the latest first."""
    moves = Event.objects.filter(conversation=conversation_id, kind=AssignmentChanged.kind).order_by("-version")
    return list(moves.only("payload", "created_at")[:MOVES])


def _had_it(user: User, moves: Sequence[Event]) -> bool:
    teams = set(member_team_ids(user))
    since = timezone.now() - OWN_IS_REMEMBERED
    for move in moves:
        before = move.payload.get("from_team"), move.payload.get("team")
        was_theirs = user.pk in (move.payload.get("from_agent"), move.payload.get("agent"))
        if teams.intersection(before) or (was_theirs and move.created_at >= since):
            return True
    return False
