"""The linter in the admin: a page for the whole draft, a panel beside a scenario, links to what is to be mended."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.forms import form_of
from tests.admin.rows import make_user
from tests.factories.routing import AcknowledgementTemplateFactory
from tests.factories.triggers import PhraseFactory, ScenarioFactory

PAGE = reverse("admin:lint")


@pytest.fixture
def scenario(db):
    for hours in ("open", "closed"):
        AcknowledgementTemplateFactory.create(key="standard", hours=hours, text="A colleague sees it all.")
    made = ScenarioFactory.create(key="floods", name="Floods <b>", category="sensitive")
    PhraseFactory.create(scenario=made, text="pipe burst", language="en")
    return made


def test_the_page_tells_all_and_links_to_the_phrase(desk: Client, scenario) -> None:
    assert "No problems found" in desk.get(PAGE).content.decode()
    PhraseFactory.create(scenario=scenario, text="~ my <i>pipe</i> burst & broke", language="en")
    PhraseFactory.create(scenario=scenario, text="pipe burst now", language="en")
    ScenarioFactory.create(key="empty", name="Empty", category="sensitive")
    page = desk.get(PAGE).content.decode()
    link = reverse("admin:triggers_scenario_change", args=(scenario.pk,))
    assert f'href="{link}?phrases=pipe+burst+now#phrases-group"' in page
    assert page.index(">error<") < page.index(">warning<")
    assert "Floods &lt;b&gt;" in page
    assert "<i>pipe</i>" not in page


def test_a_text_is_linked_where_it_is_mended(desk: Client, scenario) -> None:
    text = AcknowledgementTemplateFactory.create(key="late", hours="closed", text="You hear from us within {wait}.")
    page = desk.get(PAGE).content.decode()
    assert reverse("admin:routing_acknowledgementtemplate_change", args=(text.pk,)) in page


def test_of_many_findings_the_first_are_shown_with_a_link_to_all(desk: Client, scenario) -> None:
    for number in range(15):
        PhraseFactory.create(scenario=scenario, text=f"pipe burst number {number} in the house", language="en")
    assert desk.get(PAGE).content.decode().count("desk-lint__message") == 15
    publish = desk.get(reverse("admin:publish")).content.decode()
    assert publish.count("desk-lint__message") == 12
    assert f'href="{PAGE}">All 15' in publish


def test_the_panel_holds_only_its_scenario_and_only_the_list(desk: Client, scenario) -> None:
    ScenarioFactory.create(key="empty", name="Empty", category="sensitive")
    PhraseFactory.create(scenario=scenario, text="pipe burst now", language="en")
    part = desk.get(PAGE, {"scenario": "floods"}).content.decode()
    assert part.count("<li>") == 1
    assert "<html" not in part
    assert "Empty" not in part


def test_the_scenarios_page_asks_for_its_panel(desk: Client, scenario) -> None:
    page = desk.get(reverse("admin:triggers_scenario_change", args=(scenario.pk,))).content.decode()
    assert f'data-desk-lint="{PAGE}?scenario=floods"' in page
    assert "admin_desk/lint.js" in page
    assert "data-desk-lint" not in desk.get(reverse("admin:triggers_scenario_add")).content.decode()


def test_a_save_says_how_much_was_found_and_where(desk: Client, scenario) -> None:
    url = reverse("admin:triggers_scenario_change", args=(scenario.pk,))
    form = form_of(desk.get(url).content)
    clean = desk.post(url, form, follow=True).content.decode()
    assert "The linter found" not in clean
    form = form_of(desk.get(url).content)
    form |= {"phrases-TOTAL_FORMS": "3", "phrases-1-text": "pipe burst now", "phrases-1-language": "en"}
    said = desk.post(url, form, follow=True).content.decode()
    assert "The linter found 1 problem in “Floods &lt;b&gt;”." in said
    assert f'href="{url}#desk-lint-title"' in said


def test_saving_one_phrase_says_it_of_its_scenario(desk: Client, scenario) -> None:
    url = reverse("admin:triggers_phrase_change", args=(scenario.phrases.get().pk,))
    said = desk.post(url, form_of(desk.get(url).content) | {"text": "agent"}, follow=True).content.decode()
    assert "in “Floods &lt;b&gt;”." in said


def test_a_key_that_is_not_there_has_no_findings(desk: Client, scenario) -> None:
    assert "No problems found" in desk.get(PAGE, {"scenario": "gone"}).content.decode()


def test_only_admins_see_it(scenario) -> None:
    client = Client()
    assert client.get(PAGE).status_code == 302
    client.force_login(make_user(name="Agent", email="agent@example.com"))
    assert client.get(PAGE).status_code in {302, 403}
