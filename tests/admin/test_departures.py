"""Every page on which a person can lose their place: what they held is the team's again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from conversations.enums import Floor
from tests.admin.forms import form_of
from tests.factories import scenes
from tests.factories.accounts import UserFactory, make_agent
from tests.factories.conversations import ChannelAccountFactory

Way = Callable[[Client, User, Team], Any]


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:accounts_{name}", args=args)


def switched_off(desk: Client, ben: User, team: Team) -> Any:
    form = form_of(desk.get(page("user_change", ben.pk)).content)
    del form["is_active"]
    return desk.post(page("user_change", ben.pk), form)


def out_of_the_team(desk: Client, ben: User, team: Team) -> Any:
    form = form_of(desk.get(page("user_change", ben.pk)).content)
    return desk.post(page("user_change", ben.pk), form | {"memberships-0-DELETE": "on"})


def into_another_team(desk: Client, ben: User, team: Team) -> Any:
    form = form_of(desk.get(page("user_change", ben.pk)).content)
    other = Team.objects.create(name="Elsewhere", slug="elsewhere")
    return desk.post(page("user_change", ben.pk), form | {"memberships-0-team": str(other.pk)})


def taken_out_on_the_teams_page(desk: Client, ben: User, team: Team) -> Any:
    form = form_of(desk.get(page("team_change", team.pk)).content)
    return desk.post(page("team_change", team.pk), form | {f"memberships-{_row_of(form, ben)}-DELETE": "on"})


def replaced_on_the_teams_page(desk: Client, ben: User, team: Team) -> Any:
    form = form_of(desk.get(page("team_change", team.pk)).content)
    other = str(UserFactory.create().pk)
    return desk.post(page("team_change", team.pk), form | {f"memberships-{_row_of(form, ben)}-user": other})


def deleted(desk: Client, ben: User, team: Team) -> Any:
    return desk.post(page("user_delete", ben.pk), {"post": "yes"})


def deleted_with_others(desk: Client, ben: User, team: Team) -> Any:
    chosen = {"_selected_action": [ben.pk, UserFactory.create().pk]}
    return desk.post(page("user_changelist"), chosen | {"action": "delete_selected", "post": "yes"})


def _row_of(form: dict[str, Any], user: User) -> int:
    return next(number for number in range(9) if form.get(f"memberships-{number}-user") == str(user.pk))


WAYS: tuple[Way, ...] = (
    switched_off,
    out_of_the_team,
    into_another_team,
    taken_out_on_the_teams_page,
    replaced_on_the_teams_page,
    deleted,
    deleted_with_others,
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_they_held_is_in_the_queue_when_the_page_is_back(desk: Client, way: Way) -> None:
    account = ChannelAccountFactory.create()
    ana, ben = make_agent(account.team), make_agent(account.team)
    conversation, hers = scenes.held(ben, account=account), scenes.held(ana, account=account)
    assert way(desk, ben, account.team).status_code == 302
    now = scenes.fresh(conversation)
    assert (now.floor, now.holder) == (Floor.QUEUE, None)
    assert now.events.filter(kind="handoff.released").count() == 1
    assert scenes.fresh(hers).holder == ana


def test_a_page_that_takes_nobodys_place_passes_nothing_on(desk: Client) -> None:
    account = ChannelAccountFactory.create()
    ben = make_agent(account.team)
    conversation = scenes.held(ben, account=account)
    for name, key in (("user_change", ben.pk), ("team_change", account.team.pk)):
        form = form_of(desk.get(page(name, key)).content)
        assert desk.post(page(name, key), form | {"name": "Another Name"}).status_code == 302
    assert scenes.fresh(conversation).holder == ben
