"""The demo's teams and people, with generated passwords."""

import secrets
from dataclasses import dataclass

from accounts.models import Membership, Role, Team, User
from routing.enums import Availability
from routing.models import AgentProfile

PASSWORD_BYTES = 9


@dataclass(frozen=True, slots=True)
class Person:
    """A user of the demo with the password that was made up for them."""

    user: User
    role: str
    password: str


def make_teams() -> tuple[Team, Team]:
    """Return support and sales."""
    support, _made = Team.objects.get_or_create(slug="support", defaults={"name": "Support"})
    sales, _made = Team.objects.get_or_create(slug="sales", defaults={"name": "Sales"})
    return support, sales


def make_people(support: Team, sales: Team) -> list[Person]:
    """Create an admin, a manager of both teams and three agents in two teams."""
    return [
        _make("Robin Admin", "admin@demo.localhost", "admin", {}),
        _make("Maya Manager", "manager@demo.localhost", "manager", {support: Role.MANAGER, sales: Role.MANAGER}),
        _make("Ana Support", "ana@demo.localhost", "agent", {support: Role.AGENT}),
        _make("Ben Support", "ben@demo.localhost", "agent", {support: Role.AGENT}),
        _make("Cleo Sales", "cleo@demo.localhost", "agent", {sales: Role.AGENT}),
    ]


def _make(name: str, email: str, role: str, teams: dict[Team, Role]) -> Person:
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    is_admin = role == "admin"
    user = User.objects.create_user(email, password, name=name, is_staff=is_admin, is_superuser=is_admin)
    Membership.objects.bulk_create(Membership(user=user, team=team, role=place) for team, place in teams.items())
    # Nobody is online until somebody logs in and says so: the first handoff waits in the team's queue.
    AgentProfile.objects.create(user=user, availability=Availability.OFFLINE)
    return Person(user, role, password)
