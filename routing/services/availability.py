"""Who is there: the word that a person set, and whether the server has heard of their browser lately.

`AgentProfile.availability` is what the person chose and nobody else changes it. `last_seen_at` is when the desk heard
them last (their inbox's socket, or its polling while the socket is down). Online counts only as long as the two agree.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import Membership, User
from routing.enums import Availability
from routing.errors import Refused
from routing.models import AgentProfile
from routing.services.hours import is_open_for

GRACE = timedelta(seconds=60)
# A sign of life this soon after the last one is not written.
WRITE_AFTER = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who is there at one moment: teams with somebody online in their opening hours, and everybody who was heard."""

    teams: frozenset[int]
    people: frozenset[int]

    def answers(self, team_id: int, holder_id: int | None) -> bool:
        """Whether the customer of this team, and perhaps of this person, finds somebody there."""
        return team_id in self.teams or holder_id in self.people


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


def note_heard(user_ids: Collection[int]) -> None:
    """Note that the server has just heard these people's browsers; one statement, and seldom a write."""
    now = timezone.now()
    # A time in the future stands there after the clock was set back.
    is_old = Q(last_seen_at__isnull=True) | Q(last_seen_at__lte=now - WRITE_AFTER) | Q(last_seen_at__gt=now)
    AgentProfile.objects.filter(is_old, user__in=user_ids).update(last_seen_at=now)


def heard_lately(now: datetime, *, path: str = "") -> Q:
    """Return the condition on a profile (or, with `path`, on what points to one) that its person was heard lately.

    Judged by the server's clock alone. After it was set back a time of before lies in the future: it counts for as
    little as one that is long past.
    """
    return Q(**{f"{path}last_seen_at__gte": now - GRACE, f"{path}last_seen_at__lte": now + GRACE})


def online_now() -> Q:
    """Return the condition on a profile that its person takes new conversations now."""
    return heard_lately(timezone.now()) & Q(user__is_active=True, availability=Availability.ONLINE)


def shown_availability(profile: AgentProfile | None) -> str:
    """Return how a colleague is: who chose online and has closed the browser is away."""
    if profile is None:
        return Availability.OFFLINE.value
    seen, now = profile.last_seen_at, timezone.now()
    if profile.availability == Availability.ONLINE and not (seen and now - GRACE <= seen <= now + GRACE):
        return Availability.AWAY.value
    return profile.availability


def team_is_online(team_id: int) -> bool:
    """Whether at least one active member of the team is online."""
    return AgentProfile.objects.filter(online_now(), user__memberships__team=team_id).exists()


def read_attendance() -> Attendance:
    """Return who is there now, of all teams, with two statements: it is asked every few seconds."""
    now = timezone.now()
    heard = AgentProfile.objects.filter(heard_lately(now), user__is_active=True).values_list("user_id", "availability")
    people = dict(heard)
    online = [user_id for user_id, availability in people.items() if availability == Availability.ONLINE]
    teams = set(Membership.objects.filter(user__in=online).values_list("team_id", flat=True)) if online else set()
    return Attendance(frozenset(team for team in teams if is_open_for(team, now)), frozenset(people))
