"""Who gets in, who is invited, and that nobody locks the desk."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Team, User
from accounts.services.invitations import invite, make_link, renew
from tests.admin.forms import form_of
from tests.admin.rows import make_user

NEW = {
    "name": "Ana Ruiz",
    "email": "Ana@Example.com",
    "time_zone": "Europe/Madrid",
    "is_active": "on",
    "memberships-TOTAL_FORMS": "1",
    "memberships-INITIAL_FORMS": "0",
    "memberships-0-role": "agent",
    "agent_profile-TOTAL_FORMS": "1",
    "agent_profile-INITIAL_FORMS": "0",
    "agent_profile-0-availability": "offline",
    "agent_profile-0-capacity": "20",
}


def user_url(user: User, page: str = "change") -> str:
    return reverse(f"admin:accounts_user_{page}", args=(user.pk,))


def path_of(link: str) -> str:
    return link.replace("http://127.0.0.1:8000", "")


@pytest.mark.parametrize("who", ["stranger", "agent", "inactive admin"])
def test_only_who_works_there_gets_in(rows: dict[str, Any], who: str) -> None:
    client = Client()
    if who != "stranger":
        user = make_user(is_staff=who == "inactive admin", is_superuser=who == "inactive admin")
        Membership.objects.create(user=user, team=rows["team"], role="agent")
        client.force_login(user)
        if who == "inactive admin":
            User.objects.filter(pk=user.pk).update(is_active=False)
    for name in ("admin:index", "admin:triggers_scenario_changelist", "admin:accounts_user_add"):
        answer = client.get(reverse(name), follow=True)
        assert answer.status_code == 403 or "/accounts/login/" in answer.redirect_chain[-1][0]
        assert "Handoff Desk admin" not in answer.content.decode()
    for url in (
        user_url(rows["user"], "link"),
        reverse("admin:triggers_scenario_try"),
        reverse("admin:conversations_aiprofile_test", args=(rows["aiprofile"].pk,)),
        reverse("admin:routing_calendar_holidays", args=(rows["calendar"].pk,)),
        reverse("admin:triggers_phrase_export"),
        reverse("admin:triggers_phrase_process_import"),
    ):
        assert client.post(url).status_code in {302, 403}


def test_the_log_in_page_is_the_one_of_the_site(db: None) -> None:
    answer = Client().get(reverse("admin:login"), {"next": "/admin/"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.django_db(transaction=True)
def test_an_invited_person_gets_a_link_that_works_once(desk: Client, boss: User) -> None:
    team = Team.objects.create(name="Sales", slug="sales")
    answer = desk.post(reverse("admin:accounts_user_add"), NEW | {"memberships-0-team": team.pk})
    assert answer.status_code == 302, answer.context["errors"]
    ana = User.objects.get(email="ana@example.com")
    assert not ana.has_usable_password()
    assert list(ana.teams.all()) == [team]
    assert ana.agent_profile.capacity == 20
    [sent] = mail.outbox
    assert sent.to == ["ana@example.com"]
    link = re.findall(r"http://\S+", str(sent.body))[0]
    assert link in desk.get(reverse("admin:accounts_user_changelist")).content.decode()

    visitor = Client()
    page = visitor.get(path_of(link), follow=True)
    form = {"password1": "correct horse battery", "password2": "correct horse battery"}
    visitor.post(page.redirect_chain[-1][0], form)
    ana.refresh_from_db()
    assert ana.check_password("correct horse battery")
    spent = Client().get(path_of(link), follow=True)
    assert not spent.redirect_chain
    assert b"password1" not in spent.content


def test_a_link_dies_after_72_hours_with_another_address_and_when_renewed(db: None) -> None:
    first = invite(email="eva@example.com", name="Eva")
    assert first.expires_at - timezone.now() > timedelta(hours=71)

    def opens() -> bool:
        return b"password1" in Client().get(path_of(first.link), follow=True).content

    assert opens()
    with time_machine.travel(timezone.now() + timedelta(hours=73), tick=True):
        assert not opens()
    second = renew(user=first.user)
    assert not opens()
    assert b"password1" in Client().get(path_of(second.link), follow=True).content
    User.objects.filter(pk=first.user.pk).update(email="other@example.com")
    assert b"password1" not in Client().get(path_of(second.link), follow=True).content


def test_forged_links_open_nothing(db: None) -> None:
    eva, bob = invite(email="eva@example.com", name="Eva"), invite(email="bob@example.com", name="Bob")
    prefix, _dash, token = path_of(eva.link).rstrip("/").rpartition("/")[2].partition("-")
    theirs = path_of(bob.link).rstrip("/").rpartition("/")[2].partition("-")[0]
    for key in (f"{theirs}-{token}", f"{prefix}-{token[:-1]}", f"{prefix}-null", f"zzzz-{token}", f"{prefix}-%20"):
        answer = Client().get(f"/accounts/password/reset/key/{key}/", follow=True)
        assert b"password1" not in answer.content


def test_only_a_person_without_a_password_is_invited_again(boss: User) -> None:
    boss.set_password("a long password")
    boss.save()
    with pytest.raises(ValueError, match="already set"):
        renew(user=boss)
    assert "/accounts/password/reset/key/" in make_link(user=boss).link


def test_a_link_is_made_by_post_only_and_not_for_the_deactivated(desk: Client, rows: dict[str, Any]) -> None:
    url = user_url(rows["user"], "link")
    assert desk.get(url).status_code == 405
    User.objects.filter(pk=rows["user"].pk).update(is_active=False)
    assert desk.post(url).status_code == 404


@pytest.mark.parametrize("field", ["is_staff", "is_active"])
def test_nobody_locks_himself_out(desk: Client, boss: User, field: str) -> None:
    make_user(is_staff=True)
    form = form_of(desk.get(user_url(boss)).content)
    del form[field]
    answer = desk.post(user_url(boss), form)
    assert answer.status_code == 200
    boss.refresh_from_db()
    assert boss.is_staff
    assert boss.is_active
    assert desk.post(user_url(boss, "delete"), {"post": "yes"}).status_code == 403
    desk.post(
        reverse("admin:accounts_user_changelist"),
        {"action": "delete_selected", "_selected_action": [boss.pk], "post": "yes"},
    )
    assert User.objects.filter(pk=boss.pk).exists()


def test_another_admin_can_be_demoted_and_deleted(desk: Client, rows: dict[str, Any]) -> None:
    other = make_user(is_staff=True)
    form = form_of(desk.get(user_url(other)).content)
    del form["is_staff"]
    assert desk.post(user_url(other), form).status_code == 302
    other.refresh_from_db()
    assert not other.is_staff
    assert desk.post(user_url(rows["user"], "delete"), {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=rows["user"].pk).exists()


def test_the_form_takes_no_fields_that_it_does_not_show(desk: Client, rows: dict[str, Any]) -> None:
    user = rows["user"]
    forged = {"is_superuser": "on", "password": "x", "date_joined_0": "2001-01-01", "date_joined_1": "00:00"}
    assert desk.post(user_url(user), form_of(desk.get(user_url(user)).content) | forged).status_code == 302
    user.refresh_from_db()
    assert not user.is_superuser
    assert user.password != "x"
    assert user.date_joined.year > 2001


def test_two_people_cannot_share_an_address_in_other_capitals(desk: Client, rows: dict[str, Any]) -> None:
    user = rows["user"]
    form = form_of(desk.get(user_url(user)).content) | {"email": "BOSS@example.com"}
    answer = desk.post(user_url(user), form)
    assert answer.status_code == 200
    assert "already in use" in answer.content.decode()
