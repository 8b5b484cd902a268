"""A preset whole: teams and acknowledgements with the scenarios, by hand and by command."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Membership, Role, Team
from routing.models import AcknowledgementTemplate
from routing.rehearsal.presets import install_preset, plan_preset
from tests.factories.accounts import TeamFactory, UserFactory
from triggers.models import Scenario, TriggerVersion
from triggers.presets import load_preset

pytestmark = pytest.mark.django_db


def test_teams_and_texts_come_with_the_scenarios() -> None:
    boss = UserFactory.create(is_staff=True)
    other = UserFactory.create(is_staff=True)
    plan = plan_preset(name="home_services")
    found = install_preset(name="home_services", user=boss)
    assert found.plan == plan
    assert not found.waits
    assert set(Team.objects.values_list("slug", flat=True)) == {"support", "sales", "dispatch"}
    assert not Membership.objects.filter(user=other).exists()
    assert set(Membership.objects.filter(user=boss).values_list("role", flat=True)) == {Role.MANAGER}
    dispatch = Team.objects.get(slug="dispatch")
    assert Scenario.objects.get(key="gas_or_fire").team == dispatch
    assert AcknowledgementTemplate.objects.count() == len(load_preset("home_services").texts)
    assert plan_preset(name="home_services").is_empty
    assert install_preset(name="home_services", user=boss).plan.is_empty


def test_what_is_there_stays() -> None:
    TeamFactory.create(slug="phones", name="Dispatch")
    mine = AcknowledgementTemplate.objects.create(key="home_danger", language="en", hours="open", text="Mine.")
    found = install_preset(name="home_services")
    mine.refresh_from_db()
    assert mine.text == "Mine."
    assert Team.objects.filter(name="Dispatch").count() == 1
    assert Scenario.objects.get(key="gas_or_fire").team == Team.objects.get(slug="phones")
    assert {team.slug for team in found.plan.teams} == {"support", "sales"}


def test_a_team_that_was_removed_does_not_come_back() -> None:
    install_preset(name="general")
    Team.objects.all().delete()
    assert plan_preset(name="general").is_empty


def test_without_anybody_at_the_keyboard_every_admin_is_a_manager_of_the_new_teams() -> None:
    boss = UserFactory.create(is_staff=True)
    UserFactory.create(is_staff=True, is_active=False)
    UserFactory.create()
    install_preset(name="clinic")
    assert set(Membership.objects.values_list("user", "team__slug")) == {
        (boss.pk, slug) for slug in ("clinical", "front-desk", "support", "sales")
    }


def test_the_command_says_what_was_new() -> None:
    said = run("clinic")
    plan = load_preset("clinic")
    assert said[0].startswith(f"Clinic: {len(plan.scenarios)} scenarios, ")
    assert said[-1] == "Published as v1."
    assert run("clinic") == ["Clinic: 0 scenarios, 0 phrases, 0 tags, 0 acknowledgements, 0 teams."]
    Scenario.objects.filter(key="vip").delete()
    said = run("home_services")
    assert "removed or reworded here: 1 scenarios, 0 phrases" in said[2]
    assert "rules are in the draft" in said[-1]
    assert TriggerVersion.objects.count() == 1
    assert run("general", "--restore", "--publish")[-1] == "Published as v2."
    assert Scenario.objects.filter(key="vip").exists()


def test_the_command_names_what_there_is() -> None:
    with pytest.raises(CommandError, match=r"no-such.*clinic"):
        call_command("install_preset", "no-such")
    assert not Scenario.objects.exists()
    assert not AcknowledgementTemplate.objects.exists()


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("install_preset", *arguments, stdout=out)
    return out.getvalue().splitlines()
