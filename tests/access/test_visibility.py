"""The visible_* functions: the one door to what a person may see."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Membership, Role, User
from notifications.selectors import visible_notifications
from routing import access
from routing.errors import NotVisible
from tests.api.cast import Cast
from tests.factories import scenes
from tests.factories.accounts import AdminFactory, MembershipFactory, UserFactory
from tests.factories.conversations import LeadFactory
from tests.factories.notifications import NotificationFactory

VISIBLE = (
    access.visible_conversations,
    access.visible_messages,
    access.visible_handoffs,
    access.visible_tasks,
    access.visible_leads,
)


def seen(user: User | AnonymousUser | None) -> list[int]:
    return [visible(user).count() for visible in VISIBLE]


@pytest.fixture
def conversation(cast: Cast):
    found = scenes.waiting(account=cast.account)
    found.messages.exclude(direction="in").delete()
    return found


@pytest.mark.parametrize("actor", ["agent", "manager", "admin"])
def test_team_and_admin_see_it_all_once(cast: Cast, conversation, actor: str):
    assert seen(getattr(cast, actor)) == [1, 1, 1, 1, 1]


def test_nobody_else_sees_anything(cast: Cast, conversation):
    idle = UserFactory.create()
    for person in (cast.outsider, idle, AnonymousUser(), None, User(name="unsaved")):
        assert seen(person) == [0, 0, 0, 0, 0], person


def test_an_inactive_user_sees_nothing(cast: Cast, conversation):
    for person in (cast.agent, AdminFactory.create(is_active=False)):
        person.is_active = False
        assert seen(person) == [0, 0, 0, 0, 0]
        assert not access.managed_teams(person).exists()


def test_a_superuser_without_staff_is_no_admin(cast: Cast, conversation):
    assert seen(UserFactory.create(is_superuser=True)) == [0, 0, 0, 0, 0]


def test_a_member_of_many_teams_sees_each_conversation_once(cast: Cast, conversation):
    MembershipFactory.create(user=cast.agent, team=cast.other_team)
    MembershipFactory.create(user=cast.agent)
    assert seen(cast.agent) == [1, 1, 1, 1, 1]


def test_a_holder_outside_the_team_sees_what_he_holds(cast: Cast, conversation):
    conversation.holder = cast.outsider
    conversation.save()
    assert seen(cast.outsider) == [1, 1, 1, 1, 1]


def test_leaving_the_team_ends_it_at_once(cast: Cast, conversation):
    Membership.objects.filter(user=cast.agent).delete()
    assert seen(cast.agent) == [0, 0, 0, 0, 0]


def test_a_lead_without_a_conversation_is_for_admins(cast: Cast):
    LeadFactory.create()
    assert access.visible_leads(cast.admin).count() == 1
    assert access.visible_leads(cast.agent).count() == 0


def test_a_lead_with_two_conversations_is_listed_once(cast: Cast, conversation):
    scenes.with_ai(lead=conversation.lead, account__team=cast.team)
    assert access.visible_leads(cast.agent).count() == 1


def test_notifications_are_ones_own_and_only_of_what_one_sees(cast: Cast, conversation):
    for person in (cast.agent, cast.manager, cast.outsider, cast.admin):
        NotificationFactory.create(user=person, event__conversation=conversation)
    for person in (cast.agent, cast.manager, cast.admin):
        assert [note.user for note in visible_notifications(person)] == [person]
    assert not visible_notifications(cast.outsider).exists()
    assert not visible_notifications(AnonymousUser()).exists()


def test_teams(cast: Cast):
    assert list(access.managed_teams(cast.manager)) == [cast.team]
    assert list(access.managed_teams(cast.agent)) == []
    assert set(access.managed_teams(cast.admin)) >= {cast.team, cast.other_team}
    assert access.may_manage_team(cast.manager, cast.team.pk)
    assert not access.may_manage_team(cast.manager, cast.other_team.pk)
    assert not access.may_manage_team(cast.agent, cast.team.pk)


def test_a_manager_of_one_team_is_only_a_member_of_another(cast: Cast):
    MembershipFactory.create(user=cast.manager, team=cast.other_team, role=Role.AGENT)
    assert list(access.managed_teams(cast.manager)) == [cast.team]


def test_one_conversation(cast: Cast, conversation):
    assert access.get_visible_conversation(cast.agent, conversation.pk) == conversation
    with pytest.raises(NotVisible):
        access.get_visible_conversation(cast.outsider, conversation.pk)
