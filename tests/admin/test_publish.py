"""The page on which the draft is looked at, published or thrown away."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.admin.forms import form_of
from tests.admin.rows import make_user
from tests.factories.accounts import TeamFactory
from tests.factories.triggers import PhraseFactory, ScenarioFactory
from triggers.models import Phrase, RegressionCase, Scenario, TriggerVersion, WordGroup
from triggers.services.draft_state import draft_state
from triggers.services.rules import publish

pytestmark = pytest.mark.both_databases  # writes under locks

PAGE, DISCARD = reverse("admin:publish"), reverse("admin:publish_discard")
VERSION = "triggers_triggerversion"


@pytest.fixture
def scenario(db: None) -> Scenario:
    """A scenario as it is published."""
    made = ScenarioFactory.create(key="refund", name="Refund", category="cancellation", team=TeamFactory.create())
    PhraseFactory.create(scenario=made, text="refund my order", language="en")
    publish()
    return made


def latest() -> TriggerVersion:
    found = TriggerVersion.objects.first()
    assert found is not None
    return found


def change(scenario: Scenario) -> None:
    Phrase.objects.create(scenario=scenario, text="<b>where</b> is my parcel", language="en")
    Scenario.objects.filter(pk=scenario.pk).update(sensitivity="eager", team=None)
    WordGroup.objects.create(name="beast", words="elephant")


def post(desk: Client, **fields: Any) -> Any:
    return desk.post(PAGE, form_of(desk.get(PAGE).content) | fields, follow=True)


def test_the_page_shows_what_would_change_in_words(desk: Client, scenario: Scenario) -> None:
    assert "Nothing: the draft matches" in desk.get(PAGE).content.decode()
    change(scenario)
    page = desk.get(PAGE).content.decode()
    assert "4 changes since v" in page
    assert "&lt;b&gt;where&lt;/b&gt; is my parcel" in page
    assert "<b>where" not in page
    assert "<td><del>balanced</del></td><td><ins>eager</ins></td>" in page
    assert f"<td><del>{scenario.team}</del></td><td><ins>–</ins></td>" in page
    assert "<ins>elephant</ins>" in page
    assert "None yet. Save a simulation" in page


def test_who_changed_what_is_told(desk: Client, boss: User, scenario: Scenario) -> None:
    assert "No changes since the last version" in desk.get(PAGE).content.decode()
    url = reverse("admin:triggers_scenario_change", args=(scenario.pk,))
    desk.post(url, form_of(desk.get(url).content) | {"name": "Money back"})
    page = desk.get(PAGE).content.decode()
    assert f"<td>{boss}</td>" in page
    assert "“Money back”" in page
    assert "<td>name</td>" in page


def test_publishing_makes_the_next_version_with_note_and_name(desk: Client, boss: User, scenario: Scenario) -> None:
    change(scenario)
    number = latest().number
    page = post(desk, note="Parcels")
    assert f"Published as v{number + 1}. It applies from the next message." in page.content.decode()
    version = latest()
    assert (version.number, version.note, version.published_by) == (number + 1, "Parcels", boss)
    assert version.groups == {"beast": ["elephant"]}
    assert draft_state().count == 0


def test_a_draft_that_changed_since_the_page_was_shown_is_not_published(desk: Client, scenario: Scenario) -> None:
    change(scenario)
    shown = form_of(desk.get(PAGE).content) | {"note": "kept"}
    Phrase.objects.create(scenario=scenario, text="one more")
    before = TriggerVersion.objects.count()
    page = desk.post(PAGE, shown).content.decode()
    assert "have changed since you opened this page" in page
    assert ">kept</textarea>" in page.replace("\n", "")
    assert TriggerVersion.objects.count() == before
    assert desk.post(PAGE, {"note": "no digest"}).status_code == 200
    assert TriggerVersion.objects.count() == before


def test_a_case_that_fails_forbids_it_and_is_named(desk: Client, scenario: Scenario) -> None:
    case = RegressionCase.objects.create(
        name="Gift cards", facts={"text": "gift card"}, expectation="fires", scenario_key=scenario.key
    )
    change(scenario)
    page = desk.get(PAGE).content.decode()
    assert "1 case fails" in page
    assert reverse("admin:triggers_regressioncase_change", args=(case.pk,)) in page
    assert "disabled>Publish" in page
    before = TriggerVersion.objects.count()
    assert "A regression case fails: “Gift cards”." in post(desk).content.decode()
    assert TriggerVersion.objects.count() == before
    Phrase.objects.create(scenario=scenario, text="gift card")
    assert "Published as" in post(desk).content.decode()
    assert "1 case passes" in desk.get(PAGE).content.decode()


def test_proposals_are_not_called_none(desk: Client, scenario: Scenario) -> None:
    RegressionCase.objects.create(name="Gift cards", facts={"text": "gift"}, expectation="nobody", is_active=False)
    page = desk.get(PAGE).content.decode()
    assert "None yet. Save" not in page
    assert "None must pass yet;" in page
    assert ">1 proposal is waiting</a>" in page
    [link] = re.findall(r'href="([^"]+)">1 proposal', page)
    assert "Gift cards" in desk.get(link).content.decode()


def test_a_discarded_draft_is_one_line_of_who_changed_what(desk: Client, boss: User, scenario: Scenario) -> None:
    change(scenario)
    PhraseFactory.create(scenario=scenario, text="one more phrase")
    desk.post(DISCARD)
    page = desk.get(PAGE).content.decode()
    assert page.count("draft discarded") == 1
    # Two phrases and a word group go, the scenario is set right.
    assert f"<td>{boss}</td><td>4 changes</td><td>draft discarded</td>" in page
    assert "one more phrase" in page, "what a person did is told one by one"


def test_an_error_of_the_linter_forbids_it(desk: Client, scenario: Scenario) -> None:
    Phrase.objects.create(scenario=scenario, text="talk [to")
    page = desk.get(PAGE).content.decode()
    assert "The draft can't be read" in page
    assert "disabled>Publish" in page
    before = TriggerVersion.objects.count()
    assert "never closed" in post(desk).content.decode()
    assert TriggerVersion.objects.count() == before


def test_the_draft_can_be_thrown_away_after_a_question(desk: Client, scenario: Scenario) -> None:
    assert "Nothing to discard" in desk.get(DISCARD).content.decode()
    change(scenario)
    assert "4 changes would be lost" in desk.get(DISCARD).content.decode()
    assert draft_state().count == 4, "a look changes nothing"
    answer = desk.post(DISCARD, follow=True).content.decode()
    assert "Draft discarded" in answer
    assert draft_state().count == 0
    scenario.refresh_from_db()
    assert scenario.sensitivity == "balanced"


def test_without_any_version_all_is_new_and_nothing_can_be_discarded(desk: Client) -> None:
    Scenario.objects.create(key="vip", name="VIP", category="vip")
    assert "Nothing has been published yet" in desk.get(PAGE).content.decode()
    assert "nothing to go back to" in desk.get(DISCARD).content.decode()
    assert "nothing to go back to" in desk.post(DISCARD, follow=True).content.decode()
    assert Scenario.objects.count() == 1


@pytest.mark.parametrize("url", [PAGE, DISCARD])
def test_only_admins_get_in(url: str, db: None) -> None:
    client = Client()
    assert client.get(url).status_code == 302
    client.force_login(make_user())
    assert client.get(url).status_code in (302, 403)
    assert client.post(url).status_code in (302, 403)
    assert not TriggerVersion.objects.exists()


def test_it_needs_the_forms_token(boss: User, scenario: Scenario) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(boss)
    assert client.post(PAGE, {"digest": draft_state().digest}).status_code == 403
    assert client.post(DISCARD).status_code == 403


class TestVersions:
    """Earlier versions."""

    def test_a_version_is_read_without_json(self, desk: Client, scenario: Scenario) -> None:
        change(scenario)
        version = publish(note="Parcels")
        page = desk.get(reverse(f"admin:{VERSION}_change", args=(version.pk,))).content.decode()
        assert "Changes since v" in page
        assert "<ins>eager</ins>" in page
        assert ">live<" in page
        assert "Restore this version" not in page
        assert "&quot;phrases&quot;" not in page
        assert "refund my order" in page
        assert "@beast" in page
        listed = desk.get(reverse(f"admin:{VERSION}_changelist")).content.decode()
        assert "Parcels" in listed

    def test_one_click_brings_a_version_back(self, desk: Client, boss: User, scenario: Scenario) -> None:
        first = latest()
        change(scenario)
        second = publish()
        assert "Restore this version" in desk.get(reverse(f"admin:{VERSION}_change", args=(first.pk,))).content.decode()
        url = reverse(f"admin:{VERSION}_bring_back", args=(first.pk,))
        assert desk.get(url).status_code == 405
        page = desk.post(url, follow=True).content.decode()
        third = latest()
        assert f"Restored {first} as {third}" in page
        assert (third.number, third.restores, third.published_by) == (second.number + 1, first, boss)
        assert third.snapshot == first.snapshot
        assert draft_state().count == 0

    def test_what_nobody_has_published_is_asked_for_first(self, desk: Client, scenario: Scenario) -> None:
        first = latest()
        change(scenario)
        url = reverse(f"admin:{VERSION}_bring_back", args=(first.pk,))
        page = desk.post(url).content.decode()
        assert "4 unpublished changes in the draft would be lost." in page
        assert latest() == first
        assert draft_state().count == 4
        assert "as v2" in desk.post(url, {"confirmed": "1"}, follow=True).content.decode()
        assert draft_state().count == 0

    def test_a_stranger_cannot(self, scenario: Scenario) -> None:
        client = Client()
        client.force_login(make_user())
        first = latest()
        client.post(reverse(f"admin:{VERSION}_bring_back", args=(first.pk,)))
        assert latest() == first
