"""What the tests of deadlines share: a Monday at nine that stands still, and two people of a team."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from accounts.models import User
from conversations.models import ChannelAccount
from tests.factories.accounts import make_agent, make_manager
from tests.factories.conversations import ChannelAccountFactory

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock of everything; it moves when the test moves it."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def account(db: None) -> ChannelAccount:
    """A channel with a team."""
    return ChannelAccountFactory.create()


@pytest.fixture
def ana(account: ChannelAccount) -> User:
    """An agent of the channel's team."""
    return make_agent(account.team, name="Ana Agent")


@pytest.fixture
def manager(account: ChannelAccount) -> User:
    """A manager of the channel's team."""
    return make_manager(account.team)
