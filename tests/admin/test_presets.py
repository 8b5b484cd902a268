"""The presets page: what each would add, installed by one click, for admins only."""

import html

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from tests.admin.rows import make_user
from triggers.models import Scenario, TriggerVersion
from triggers.presets import load_preset, preset_names

pytestmark = pytest.mark.django_db


def page(desk: Client) -> str:
    answer = desk.get(reverse("admin:presets"))
    assert answer.status_code == 200
    return str(answer.content.decode())


def install(desk: Client, **data: str) -> str:
    answer = desk.post(reverse("admin:presets"), data, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_every_preset_has_a_card_with_what_it_would_add(desk: Client) -> None:
    shown = html.unescape(page(desk))
    for name in preset_names():
        preset = load_preset(name)
        assert f'id="preset-{name}"' in shown
        assert preset.title in shown
        assert all(scenario.rule.name in shown for scenario in preset.scenarios if scenario.rule.key in preset.own_keys)
    assert shown.count("not installed") == len(preset_names())
    assert "Team “Dispatch”" in shown
    assert not Scenario.objects.exists(), "looking installs nothing"


def test_one_click_installs_and_says_so(desk: Client, boss: User) -> None:
    said = install(desk, name="home_services")
    assert "Home services: added" in said
    assert "Published as v1" in said
    assert "add people" in said
    assert Scenario.objects.filter(key="gas_or_fire").exists()
    assert boss in Team.objects.get(slug="dispatch").members.all()
    assert TriggerVersion.objects.get().published_by == boss
    assert "already installed" in install(desk, name="home_services")
    said = install(desk, name="clinic")
    assert "are in the draft" in said
    assert reverse("admin:publish") in said
    assert TriggerVersion.objects.count() == 1


def test_what_was_removed_is_named_and_comes_back_on_demand(desk: Client) -> None:
    install(desk, name="general")
    Scenario.objects.filter(key="vip").delete()
    shown = page(desk)
    assert "you removed it" in shown
    assert "Bring back what I removed" in shown
    install(desk, name="general")
    assert not Scenario.objects.filter(key="vip").exists()
    install(desk, name="general", restore="on")
    assert Scenario.objects.filter(key="vip").exists()


def test_an_unknown_name_is_not_found(desk: Client) -> None:
    assert desk.post(reverse("admin:presets"), {"name": "../general"}).status_code == 404
    assert desk.post(reverse("admin:presets"), {}).status_code == 404
    assert desk.put(reverse("admin:presets")).status_code == 405


def test_a_foreign_form_installs_nothing(boss: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(boss)
    assert strict.post(reverse("admin:presets"), {"name": "general"}).status_code == 403
    assert not Scenario.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_admins(method: str) -> None:
    for user in (None, make_user()):
        client = Client()
        if user:
            client.force_login(user)
        answer = getattr(client, method)(reverse("admin:presets"), {"name": "general"})
        assert answer.status_code in {302, 403}
        assert b"desk-preset" not in answer.content
    assert not Scenario.objects.exists()
