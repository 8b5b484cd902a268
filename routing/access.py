"""The only door to "what may this person see". HTTP, WebSocket, admin, search and exports all come through here.

The rule: an admin sees everything; anybody else sees the conversations of the teams that they are a member of (as
agent or manager) and those that they hold. What hangs on a conversation is visible with it. It fails closed: nobody,
an inactive user or a stranger's object sees nothing, and a caller cannot tell that from a missing row.
"""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, Role, Team, User
from conversations.enums import Floor
from conversations.models import Conversation, Lead, Message
from routing.errors import NotVisible
from routing.models import Handoff, Task

Person = User | AnonymousUser | None


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


def may_see_team(user: Person, team_id: int) -> bool:
    """Whether the team's conversations are visible to the user."""
    if not isinstance(user, User) or not user.is_active or user.pk is None:
        return False
    return user.is_staff or Membership.objects.filter(user=user, team_id=team_id).exists()


def may_manage_team(user: Person, team_id: int) -> bool:
    """Whether the user manages the team."""
    return managed_teams(user).filter(pk=team_id).exists()


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
    """
    row = visible_conversations(user).filter(pk=conversation_id).first()
    if row is None:
        raise NotVisible
    return row
