"""Me, and the teams a conversation can be passed to."""

from typing import Annotated, TypedDict

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Membership, Role, Team, User
from handoffdesk.api.calls import Call
from handoffdesk.api.serializers import AvailabilityBody
from handoffdesk.api.views.base import DeskView
from routing.enums import Availability
from routing.models import AgentProfile
from routing.payloads import TeamPayload
from routing.services.availability import set_availability, shown_availability


class MyTeam(TypedDict):
    """A team that I belong to, and as what."""

    id: int
    name: str
    slug: str
    role: Annotated[str, Role]


class MePayload(TypedDict):
    """The person that this session or key acts for."""

    id: int
    name: str
    email: str
    is_admin: bool
    time_zone: str
    availability: Annotated[str, Availability]
    may_make_tags: bool
    teams: list[MyTeam]


class Colleague(TypedDict):
    """A person of a team."""

    id: int
    name: str
    availability: Annotated[str, Availability]


class TeamWithAgents(TeamPayload):
    """A team and its active people."""

    agents: list[Colleague]


class Me(DeskView):
    """Who I am."""

    section = "people"
    calls = {"GET": Call(MePayload), "PATCH": Call(MePayload, body=AvailabilityBody)}

    def get(self, request: Request) -> Response:
        """Return who the session or key acts for."""
        return Response(me_payload(self.person))

    def patch(self, request: Request) -> Response:
        """Set whether I take new conversations."""
        set_availability(user=self.person, availability=self.body()["availability"])
        return Response(me_payload(self.person))


class Teams(DeskView):
    """Every team with its people: a conversation can be passed to any of them."""

    section = "people"
    calls = {"GET": Call(list[TeamWithAgents])}

    def get(self, request: Request) -> Response:
        """Return all teams by name."""
        return Response(teams_payload())


def me_payload(user: User) -> MePayload:
    """Return a person with their teams."""
    memberships = Membership.objects.select_related("team").filter(user=user).order_by("team__name")
    profile = AgentProfile.objects.filter(user=user).first()
    return {
        "id": user.pk,
        "name": str(user),
        "email": user.email,
        "is_admin": user.is_staff,
        "time_zone": user.time_zone,
        "availability": profile.availability if profile else Availability.OFFLINE.value,
        "may_make_tags": user.is_staff or any(member.role == Role.MANAGER for member in memberships),
        "teams": [
            {"id": member.team.pk, "name": member.team.name, "slug": member.team.slug, "role": member.role}
            for member in memberships
        ],
    }


def teams_payload() -> list[TeamWithAgents]:
    """Return every team with its active people, in two queries; who chose online and is not heard counts as away."""
    teams: dict[int, TeamWithAgents] = {
        team.pk: {"id": team.pk, "name": team.name, "slug": team.slug, "agents": []}
        for team in Team.objects.order_by("name")
    }
    people = Membership.objects.select_related("user", "user__agent_profile").filter(user__is_active=True)
    for member in people.order_by("user__name", "user_id"):
        profile = getattr(member.user, "agent_profile", None)
        teams[member.team_id]["agents"].append(
            {
                "id": member.user.pk,
                "name": str(member.user),
                "availability": shown_availability(profile),
            }
        )
    return list(teams.values())
