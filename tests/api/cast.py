"""The five who call: an agent of the team, its manager, an agent of another team, a stranger, an admin."""

from dataclasses import dataclass

import pytest

from accounts.models import Team, User
from conversations.models import ChannelAccount
from tests.api.client import Caller
from tests.factories.accounts import AdminFactory, TeamFactory, make_agent, make_manager
from tests.factories.conversations import ChannelAccountFactory

ACTORS = ("agent", "manager", "outsider", "anonymous", "admin")


@dataclass(frozen=True)
class Cast:
    """A team with its account and people, and those outside it."""

    team: Team
    other_team: Team
    account: ChannelAccount
    agent: User
    manager: User
    outsider: User
    admin: User

    def caller(self, actor: str) -> Caller:
        """Return the actor, logged in, or a stranger."""
        return Caller(None if actor == "anonymous" else getattr(self, actor))


@pytest.fixture
def cast(db: None) -> Cast:
    """Return the people and their team; each has a name of their own."""
    team: Team = TeamFactory.create(name="Support", slug="support")
    other: Team = TeamFactory.create(name="Sales", slug="sales")
    return Cast(
        team=team,
        other_team=other,
        account=ChannelAccountFactory.create(team=team),
        agent=make_agent(team, name="Ana Agent"),
        manager=make_manager(team, name="Mara Manager"),
        outsider=make_agent(other, name="Otto Outsider"),
        admin=AdminFactory.create(name="Ada Admin"),
    )
