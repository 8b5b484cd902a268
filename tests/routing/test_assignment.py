"""Who gets a handoff."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Team, User
from conversations.models import Conversation
from routing.enums import Availability
from routing.errors import Refused
from routing.models import AgentProfile, Assignment
from routing.rehearsal.outcome import ASSIGNED, describe_ending
from routing.services import desk
from routing.services.assignment import choose_agent
from routing.services.availability import set_availability, team_is_online
from routing.strategies.round_robin import Candidate, choose
from tests.factories import scenes
from tests.factories.accounts import TeamFactory, UserFactory, make_agent
from tests.factories.conversations import ChannelAccountFactory, LeadFactory
from tests.factories.routing import AgentProfileFactory

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)

candidates = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 20),
        st.integers(0, 5),
        st.integers(1, 5),
        st.one_of(st.none(), st.integers(0, 99).map(lambda minutes: NOON + dt.timedelta(minutes=minutes))),
    ),
    unique_by=lambda candidate: candidate.user_id,
)


@given(candidates)
def test_the_chosen_one_has_room_and_nobody_with_room_has_waited_longer(found) -> None:
    chosen = choose(found)
    able = {candidate.user_id: candidate for candidate in found if candidate.load < candidate.capacity}
    assert (chosen is None) == (not able)
    if chosen is not None:
        mine = able[chosen].last_assigned_at
        for other in able.values():
            assert mine is None or (other.last_assigned_at is not None and mine <= other.last_assigned_at)


def test_of_equals_the_lower_number_goes_first() -> None:
    assert choose([Candidate(5, 0, 1, None), Candidate(3, 0, 1, None), Candidate(1, 1, 1, None)]) == 3
    assert choose([Candidate(5, 0, 1, NOON), Candidate(3, 0, 1, NOON)]) == 3


def online(team: Team, **fields) -> User:
    user: User = make_agent(team)
    AgentProfileFactory.create(user=user, **fields)
    return user


@pytest.mark.django_db
class TestWithPeople:
    """With agents in the database."""

    @pytest.fixture
    def team(self) -> Team:
        return TeamFactory.create()

    def waiting(self, team: Team) -> Conversation:
        return scenes.waiting(account=ChannelAccountFactory.create(team=team))

    def test_handoffs_go_round(self, team) -> None:
        agents = [online(team) for _ in range(3)]
        holders = [self.waiting(team).holder for _ in range(6)]
        assert holders == agents * 2

    def test_who_is_full_gets_nothing_more(self, team) -> None:
        small, large = online(team, capacity=1), online(team, capacity=9)
        holders = [self.waiting(team).holder for _ in range(4)]
        assert holders == [small, large, large, large]

    def test_nobody_with_room_is_not_nobody_online(self, team) -> None:
        online(team, capacity=1)
        assert self.waiting(team).holder is not None
        ending = describe_ending(self.waiting(team).handoffs.get())
        assert (ending.agent, ending.why_there) == ("", str(ASSIGNED["full"]))

    def test_what_is_resolved_makes_room_again(self, team) -> None:
        agent = online(team, capacity=1)
        conversation = self.waiting(team)
        assert self.waiting(team).holder is None
        desk.resolve(conversation_id=conversation.pk, user=agent)
        assert self.waiting(team).holder == agent

    def test_nobody_online_is_the_teams_queue(self, team) -> None:
        for availability in (Availability.OFFLINE, Availability.AWAY):
            online(team, availability=availability)
        online(TeamFactory.create())
        gone = online(team)
        User.objects.filter(pk=gone.pk).update(is_active=False)
        conversation = self.waiting(team)
        assert conversation.holder is None
        assignment = Assignment.objects.get()
        assert (assignment.team, assignment.agent, assignment.reason) == (team, None, "queue")

    def test_the_owner_goes_first_even_when_he_is_away(self, team) -> None:
        online(team)
        owner, person = make_agent(team), make_agent(team)
        lead = LeadFactory.create(owner=owner)
        assert choose_agent(team=team, lead=lead, person=person) == (owner, "owner")
        assert choose_agent(team=team, lead=lead, person=person, exclude={owner.pk}) == (person, "scenario")

    def test_an_owner_who_has_left_is_no_owner(self, team) -> None:
        colleague = online(team)
        lead = LeadFactory.create(owner=UserFactory.create(is_active=False))
        assert choose_agent(team=team, lead=lead) == (colleague, "round_robin")
        assert choose_agent(team=team, lead=lead, exclude={colleague.pk}) == (None, "queue")

    def test_a_person_in_two_teams_is_one_candidate(self, team) -> None:
        agent = online(team, capacity=1)
        agent.memberships.create(team=TeamFactory.create())
        assert self.waiting(team).holder == agent
        assert self.waiting(team).holder is None

    def test_availability_is_set_and_only_to_what_there_is(self, team) -> None:
        agent = make_agent(team)
        assert not team_is_online(team.pk)
        profile = set_availability(user=agent, availability="online")
        assert profile.last_seen_at is not None
        assert team_is_online(team.pk)
        set_availability(user=agent, availability="away")
        assert AgentProfile.objects.get().availability == Availability.AWAY
        with pytest.raises(Refused):
            set_availability(user=agent, availability="asleep")
        User.objects.filter(pk=agent.pk).update(is_active=False)
        AgentProfile.objects.update(availability=Availability.ONLINE)
        assert not team_is_online(team.pk)
