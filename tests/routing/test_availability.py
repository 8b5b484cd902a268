"""Who counts as there: what they chose, whether the server has heard them lately, and the opening hours."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from accounts.models import Team, User
from notifications.realtime.attendance import attendance
from routing.models import AgentProfile
from routing.services.assignment import choose_agent
from routing.services.availability import note_heard, read_attendance, set_availability, shown_availability
from tests.api.client import Caller
from tests.factories.accounts import MembershipFactory, TeamFactory, make_agent, make_key
from tests.factories.conversations import LeadFactory
from tests.factories.routing import AgentProfileFactory, CalendarSpanFactory, SlaPolicyFactory

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def team() -> Team:
    made: Team = TeamFactory.create()
    SlaPolicyFactory.create(team=made, calendar=CalendarSpanFactory.create(weekday=MONDAY.weekday()).calendar)
    return made


# What they chose, how long ago they were heard, whether the account is active; then: are they given customers, how do
# colleagues see them, and is the visitor told that somebody is there.
CASES = [
    ("online", 0 * SECOND, True, (True, "online", True)),
    ("online", 60 * SECOND, True, (True, "online", True)),
    ("online", 61 * SECOND, True, (False, "away", False)),
    ("online", None, True, (False, "away", False)),
    ("online", dt.timedelta(hours=9), True, (False, "away", False)),
    ("online", -dt.timedelta(hours=1), True, (False, "away", False)),  # the clock was set back since
    ("online", -5 * SECOND, True, (True, "online", True)),  # another server's clock
    ("away", 0 * SECOND, True, (False, "away", False)),
    ("offline", 0 * SECOND, True, (False, "offline", False)),
    ("online", 0 * SECOND, False, (False, "online", False)),
]


def test_who_is_there(clock, team) -> None:
    wrong = []
    for chosen, ago, active, expected in CASES:
        agent = make_agent(team, is_active=active)
        seen = None if ago is None else MONDAY - ago
        profile = AgentProfileFactory.create(user=agent, availability=chosen, last_seen_at=seen)
        given = choose_agent(team=team, lead=LeadFactory.create())[0] == agent
        found = (given, shown_availability(profile), read_attendance().answers(team.pk, None))
        if found != expected:
            wrong.append((chosen, ago, active, found))
        agent.delete()
    assert not wrong


def test_closed_is_not_there_and_another_team_is_another_matter(clock, team) -> None:
    agent, other = make_agent(team), TeamFactory.create()
    AgentProfileFactory.create(user=agent)
    assert read_attendance().answers(team.pk, None)
    assert not read_attendance().answers(other.pk, None)
    clock.shift(dt.timedelta(hours=6))
    note_heard([agent.pk])
    assert not read_attendance().answers(team.pk, None), "the team is closed"
    assert read_attendance().answers(team.pk, agent.pk), "who has the customer is there all the same"
    MembershipFactory.create(user=agent, team=other)
    assert read_attendance().answers(other.pk, None), "open round the clock"


def seen_by(user: User) -> dt.datetime | None:
    return AgentProfile.objects.get(user=user).last_seen_at


def test_online_comes_and_goes_with_the_browser_and_offline_stays(clock, team) -> None:
    ana, ben = make_agent(team), make_agent(team)
    set_availability(user=ana, availability="online")
    set_availability(user=ben, availability="offline")
    everybody = [ana.pk, ben.pk]
    clock.shift(61 * SECOND)
    assert choose_agent(team=team, lead=LeadFactory.create()) == (None, "queue")
    note_heard(everybody)
    assert choose_agent(team=team, lead=LeadFactory.create()) == (ana, "round_robin")
    clock.shift(10 * SECOND)
    note_heard(everybody)
    assert seen_by(ana) == MONDAY + 61 * SECOND, "so soon after the last it is not written"
    clock.shift(-dt.timedelta(hours=1))
    assert choose_agent(team=team, lead=LeadFactory.create())[0] is None
    note_heard(everybody)
    assert choose_agent(team=team, lead=LeadFactory.create())[0] == ana
    assert AgentProfile.objects.get(user=ben).availability == "offline"


def test_a_page_that_polls_is_a_sign_of_life_and_a_machine_is_none(team) -> None:
    ana = make_agent(team)
    AgentProfileFactory.create(user=ana, last_seen_at=None)
    key, _row = make_key(ana)
    Caller(key=key).get("conversations/counts/")
    assert seen_by(ana) is None
    caller = Caller(ana)
    caller.get("conversations/counts/")
    assert seen_by(ana) is not None
    AgentProfile.objects.update(last_seen_at=None)
    caller.get("conversations/counts/")
    assert seen_by(ana) is None, "not for each poll"
    attendance.reset()
    caller.get("conversations/counts/")
    assert seen_by(ana) is not None
