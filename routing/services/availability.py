"""Who is there."""

from django.utils import timezone

from accounts.models import Membership, User
from routing.enums import Availability
from routing.errors import Refused
from routing.models import AgentProfile


def set_availability(*, user: User, availability: str) -> AgentProfile:
    """Set whether an agent takes new conversations.

    Raises:
        Refused: the word is not one of online, away, offline.
    """
    if availability not in Availability.values:
        raise Refused("Unknown availability.")
    profile, _made = AgentProfile.objects.update_or_create(
        user=user, defaults={"availability": availability, "last_seen_at": timezone.now()}
    )
    return profile


def team_is_online(team_id: int) -> bool:
    """Whether at least one active member of the team is online."""
    return Membership.objects.filter(
        team_id=team_id, user__is_active=True, user__agent_profile__availability=Availability.ONLINE
    ).exists()
