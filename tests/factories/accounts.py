"""Factories of people."""

from typing import Any

from factory.declarations import Sequence, SubFactory
from factory.django import DjangoModelFactory

from accounts.models import ApiKey, Membership, Role, Team, User
from accounts.services.apikeys import create_api_key


class UserFactory(DjangoModelFactory):
    """A user without a password, unless one is given: hashing one costs more than the rest of a test."""

    class Meta:
        model = User

    name = Sequence(lambda n: f"Person {n}")
    email = Sequence(lambda n: f"person{n}@desk.test")

    @classmethod
    def _create(cls, model_class: type[User], *_args: Any, **fields: Any) -> User:
        password = fields.pop("password", None)
        return model_class.objects.create_user(password=password, **fields)


class AdminFactory(UserFactory):
    """An admin: sees everything."""

    name = Sequence(lambda n: f"Admin {n}")
    is_staff = True
    is_superuser = True


class TeamFactory(DjangoModelFactory):
    """A team without members."""

    class Meta:
        model = Team

    name = Sequence(lambda n: f"Team {n}")
    slug = Sequence(lambda n: f"team-{n}")


class MembershipFactory(DjangoModelFactory):
    """A person's place in a team, as an agent."""

    class Meta:
        model = Membership

    user = SubFactory(UserFactory)
    team = SubFactory(TeamFactory)
    role = Role.AGENT


def make_agent(team: Team, **fields: Any) -> User:
    """Return a new agent of the team."""
    user: User = UserFactory.create(**fields)
    MembershipFactory(team=team, user=user)
    return user


def make_manager(team: Team, **fields: Any) -> User:
    """Return a new manager of the team."""
    user: User = UserFactory.create(**fields)
    MembershipFactory(team=team, user=user, role=Role.MANAGER)
    return user


def make_key(user: User, **fields: Any) -> tuple[str, ApiKey]:
    """Return a new API key of the user, in clear, and its row."""
    key = create_api_key(user=user, name="test", **fields)
    return key, ApiKey.objects.latest("pk")
