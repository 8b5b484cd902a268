"""People and teams as JSON."""

from typing import TypedDict

from accounts.models import Team, User


class PersonPayload(TypedDict):
    """A colleague."""

    id: int
    name: str


class TeamPayload(TypedDict):
    """A team."""

    id: int
    name: str
    slug: str


def person_payload(user: User | None) -> PersonPayload | None:
    """Return a person, or None for nobody."""
    return None if user is None else {"id": user.pk, "name": str(user)}


def team_payload(team: Team) -> TeamPayload:
    """Return a team."""
    return {"id": team.pk, "name": team.name, "slug": team.slug}
