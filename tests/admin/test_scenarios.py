"""Rules without JSON: limits as fields, phrases inline, a draft that nothing decides by, sentences tried first."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.forms import form_of
from tests.admin.rows import make_set
from tests.factories.meaning import second_stage
from triggers.models import Phrase, Scenario, TriggerVersion
from triggers.services.draft_state import draft_state
from triggers.services.rules import publish

TRY = reverse("admin:triggers_scenario_try")
LIST = reverse("admin:triggers_scenario_changelist")


@pytest.fixture
def scenario(rows: dict[str, Any]) -> Scenario:
    found: Scenario = rows["scenario"]
    return found


def url_of(scenario: Scenario) -> str:
    return reverse("admin:triggers_scenario_change", args=(scenario.pk,))


def test_a_save_changes_the_draft_alone_and_says_so(desk: Client, scenario: Scenario) -> None:
    published = publish()
    form = form_of(desk.get(url_of(scenario)).content)
    form |= {
        "name": "Money back",
        "phrases-TOTAL_FORMS": "3",
        "phrases-1-text": "i want my money back",
        "phrases-2-text": "gift card",
        "phrases-2-is_exclusion": "on",
    }
    page = desk.post(url_of(scenario), form, follow=True).content.decode()
    assert "Saved to the draft: 3 unpublished changes." in page
    assert f'href="{reverse("admin:publish")}">Review and publish</a>' in page
    assert TriggerVersion.objects.first() == published
    answer = desk.post(TRY, {"try-sentence": "i want my money back", "try-scenario": ""}).json()
    assert not answer["fired"], "nothing decides by the draft"


def test_a_save_that_changes_nothing_says_that_too(desk: Client, scenario: Scenario) -> None:
    publish()
    page = desk.post(url_of(scenario), form_of(desk.get(url_of(scenario)).content), follow=True).content.decode()
    assert "Saved to the draft, which matches the published rules." in page


def test_a_rejected_save_changes_nothing(desk: Client, scenario: Scenario) -> None:
    publish()
    form = form_of(desk.get(url_of(scenario)).content) | {"name": "New", "phrases-0-text": "talk [to"}
    answer = desk.post(url_of(scenario), form)
    assert answer.status_code == 200
    assert "never closed" in answer.content.decode()
    assert draft_state().count == 0


def test_a_deleted_scenario_is_gone_from_the_draft_alone(desk: Client, scenario: Scenario) -> None:
    publish()
    url = reverse("admin:triggers_scenario_delete", args=(scenario.pk,))
    page = desk.post(url, {"post": "yes"}, follow=True).content.decode()
    assert "Saved to the draft: 1 unpublished change." in page
    assert desk.post(TRY, {"try-sentence": "refund my order", "try-scenario": ""}).json()["fired"]


@pytest.mark.parametrize(
    ("category", "fields", "limits"),
    [
        ("failed_attempts", {"limit_attempts": "3", "limit_flags": ["failed"]}, {"attempts": 3, "flags": ["failed"]}),
        ("low_confidence", {"limit_confidence": "45"}, {"confidence": 0.45}),
        ("low_confidence", {"limit_confidence": "0"}, {"confidence": 0.0}),
        ("high_value", {"limit_amount": "5000"}, {"amount": 5000.0}),
        ("lead_class", {"limit_classes": ["warm", "hot"]}, {"classes": ["warm", "hot"]}),
        ("vip", {"limit_tags": "vip, gold ,vip"}, {"tags": ["vip", "gold"]}),
        ("business_rule", {"limit_channels": ["webchat"], "limit_attempts": "9"}, {"channels": ["webchat"]}),
        ("cancellation", {"limit_confidence": "45"}, {}),
        ("sensitive", {"meaning_use": "chosen", "meaning_names": ["legal"]}, {"meaning": ["legal"]}),
        ("sensitive", {"meaning_use": "off"}, {"meaning": []}),
    ],
)
def test_limits_travel_between_fields_and_json(
    desk: Client, scenario: Scenario, category: str, fields: dict[str, Any], limits: dict[str, Any]
) -> None:
    form = form_of(desk.get(url_of(scenario)).content)
    assert desk.post(url_of(scenario), form | {"category": category} | fields).status_code == 302
    scenario.refresh_from_db()
    assert scenario.limits == limits
    assert desk.post(url_of(scenario), form_of(desk.get(url_of(scenario)).content)).status_code == 302
    scenario.refresh_from_db()
    assert scenario.limits == limits


def test_meaning_is_tried_with_the_page_as_it_stands_and_shows_its_bands(
    desk: Client, scenario: Scenario, settings: Any
) -> None:
    publish()
    typed = {"phrases-0-text": "my pump is broken", "meaning_use": "chosen", "meaning_names": ["legal", "examples"]}
    with second_stage(settings):
        form = form_of(desk.get(url_of(scenario)).content) | typed
        trial = form | {"try-sentence": "pump pump pump", "try-scenario": str(scenario.pk)}
        answer = desk.post(TRY, trial).json()
        assert answer["verdict"] == "This scenario fires and triggers a handoff."
        assert 'near "my pump is broken"' in answer["results"][0]["why"]
        likely = desk.post(TRY, trial | {"try-sentence": "how long does it take"}).json()
        assert "It is likely: the AI answers and offers a person." in likely["verdict"]
        desk.post(url_of(scenario), form)
        page = desk.get(url_of(scenario)).content.decode()
        assert "<tr><td>legal matter</td><td>30%</td><td>80%</td></tr>" in page
        assert "<td>0.060</td><td>0.075</td>" in page


def test_a_limit_that_no_field_shows_survives_a_save(desk: Client, scenario: Scenario) -> None:
    Scenario.objects.filter(pk=scenario.pk).update(limits={"later": [1]})
    desk.post(url_of(scenario), form_of(desk.get(url_of(scenario)).content))
    scenario.refresh_from_db()
    assert scenario.limits == {"later": [1]}


def test_the_list_edits_several_rows(desk: Client, scenario: Scenario) -> None:
    other = make_set()["scenario"]
    published = publish()
    form = form_of(desk.get(LIST).content)
    for index in range(int(form["form-TOTAL_FORMS"])):
        form[f"form-{index}-mode"] = "shadow"
    page = desk.post(LIST, form | {"_save": "Save"}, follow=True).content.decode()
    assert "Saved to the draft: 2 unpublished changes." in page
    assert TriggerVersion.objects.first() == published
    assert {scenario.pk, other.pk} == set(Scenario.objects.filter(mode="shadow").values_list("pk", flat=True))


def test_forged_rows_of_the_list_change_nothing_else(desk: Client, scenario: Scenario) -> None:
    form = form_of(desk.get(LIST).content)
    forged = form | {
        "form-0-name": "Hacked",
        "form-0-key": "hacked",
        "form-TOTAL_FORMS": "2",
        "form-1-id": "",
        "form-1-mode": "live",
        "form-1-sensitivity": "eager",
        "form-1-priority": "1",
        "_save": "Save",
    }
    desk.post(LIST, forged)
    scenario.refresh_from_db()
    assert scenario.key != "hacked"
    assert scenario.name != "Hacked"
    assert Scenario.objects.count() == 1


def test_a_phrase_of_another_scenario_cannot_be_changed_through_this_page(desk: Client, scenario: Scenario) -> None:
    foreign: Phrase = make_set()["phrase"]
    form = form_of(desk.get(url_of(scenario)).content)
    form |= {"phrases-0-id": str(foreign.pk), "phrases-0-text": "stolen", "phrases-0-DELETE": "on"}
    desk.post(url_of(scenario), form)
    foreign.refresh_from_db()
    assert foreign.text == "refund my order"
    assert foreign.scenario != scenario


def test_many_phrases_come_in_pages_and_saving_one_page_keeps_the_others(desk: Client, scenario: Scenario) -> None:
    Phrase.objects.bulk_create(Phrase(scenario=scenario, text=f"sample number {n}") for n in range(150))
    page = desk.get(url_of(scenario), {"phrases_page": 2})
    form = form_of(page.content)
    assert form["phrases-INITIAL_FORMS"] == "51"
    assert desk.post(url_of(scenario) + "?phrases_page=2", form | {"phrases-0-DELETE": "on"}).status_code == 302
    assert scenario.phrases.count() == 150
    found = desk.get(url_of(scenario), {"phrases": "number 77"})
    assert form_of(found.content)["phrases-INITIAL_FORMS"] == "1"


def test_an_earlier_state_can_be_brought_back_into_the_draft(desk: Client, scenario: Scenario) -> None:
    form = form_of(desk.get(url_of(scenario)).content)
    desk.post(url_of(scenario), form | {"name": "First"})
    first = scenario.history.first()
    assert first is not None
    desk.post(url_of(scenario), form_of(desk.get(url_of(scenario)).content) | {"name": "Second"})
    published = publish()
    url = reverse("admin:triggers_scenario_simple_history", args=(scenario.pk, first.pk))
    page = desk.post(url, form_of(desk.get(url).content), follow=True).content.decode()
    assert "Saved to the draft: 1 unpublished change." in page
    scenario.refresh_from_db()
    assert scenario.name == "First"
    assert TriggerVersion.objects.first() == published


STALE = "Someone else saved this scenario while you were editing. Reload the page. Your text is below."


def test_the_second_of_two_saves_is_refused_and_loses_nothing(desk: Client, scenario: Scenario) -> None:
    form = form_of(desk.get(url_of(scenario)).content)
    assert form["seen"] == scenario.updated_at.isoformat(timespec="microseconds")
    assert desk.post(url_of(scenario), form | {"name": "Of the first"}).status_code == 302
    typed = form | {"name": "Of the second", "phrases-TOTAL_FORMS": "2", "phrases-1-text": "green giraffe"}
    refused = desk.post(url_of(scenario), typed)
    assert STALE in refused.content.decode()
    again = form_of(refused.content)
    assert (again["name"], again["phrases-1-text"]) == ("Of the second", "green giraffe")
    assert again["seen"] == form["seen"]
    assert STALE in desk.post(url_of(scenario), again).content.decode(), "a second click is no way round"
    scenario.refresh_from_db()
    assert scenario.name == "Of the first"
    assert not scenario.phrases.filter(text="green giraffe").exists()
    fresh = form_of(desk.get(url_of(scenario)).content)
    assert desk.post(url_of(scenario), fresh | {"name": "Of the second"}).status_code == 302


def test_saving_phrases_alone_counts_as_a_save_of_the_scenario(desk: Client, scenario: Scenario) -> None:
    form = form_of(desk.get(url_of(scenario)).content)
    assert desk.post(url_of(scenario), form | {"phrases-0-text": "refund the giraffe"}).status_code == 302
    before = scenario.updated_at
    scenario.refresh_from_db()
    assert scenario.updated_at > before
    assert STALE in desk.post(url_of(scenario), form).content.decode()
    assert scenario.phrases.get().text == "refund the giraffe"


def test_who_sends_no_state_is_not_checked(desk: Client, scenario: Scenario) -> None:
    form = form_of(desk.get(url_of(scenario)).content)
    desk.post(url_of(scenario), form | {"name": "First"})
    del form["seen"]
    assert desk.post(url_of(scenario), form | {"name": "Second"}).status_code == 302
    scenario.refresh_from_db()
    assert scenario.name == "Second"


def test_a_stale_page_can_still_try_a_sentence(desk: Client, scenario: Scenario) -> None:
    form = form_of(desk.get(url_of(scenario)).content)
    desk.post(url_of(scenario), form | {"name": "First"})
    typed = form | {"phrases-TOTAL_FORMS": "2", "phrases-1-text": "green giraffe"}
    tried = {"try-sentence": "the green giraffe", "try-scenario": str(scenario.pk)}
    assert desk.post(TRY, typed | tried).json()["fired"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("x" * 61, 1),
        ("the " + "x" * 61, 5),
        ("the [" + "x" * 61 + "|giraffe]", 6),
        ("www." + "x" * 61, 5),
        ("x" * 60, 0),
        ("[" + "|".join(["x" * 30] * 3) + "]", 0),
        ("\u957f\u9888\u9e7f" * 15, 0),
    ],
)
def test_a_word_of_a_phrase_has_a_length(desk: Client, scenario: Scenario, text: str, place: int) -> None:
    form = form_of(desk.get(url_of(scenario)).content)
    answer = desk.post(url_of(scenario), form | {"phrases-0-text": text})
    assert answer.status_code == (200 if place else 302)
    if place:
        assert f"At character {place}: This word has more than 60 letters." in answer.content.decode()


def test_a_sentence_is_judged_by_the_published_rules(desk: Client, scenario: Scenario) -> None:
    publish()
    answer = desk.post(TRY, {"try-sentence": "pls refund my order 🙏 now", "try-scenario": ""}).json()
    assert answer["fired"]
    assert scenario.name in answer["verdict"]
    [evidence] = answer["evidence"]
    assert "pls refund my order 🙏 now"[evidence["start"] : evidence["end"]] == "refund my order"
    assert answer["results"][0]["acts"]
    quiet = desk.post(TRY, {"try-sentence": "what time do you open", "try-scenario": ""}).json()
    assert not quiet["fired"]


def test_a_sentence_is_judged_by_what_stands_on_the_page_unsaved(desk: Client, scenario: Scenario) -> None:
    publish()
    form = form_of(desk.get(url_of(scenario)).content)
    sentence = {"try-sentence": "where is my parcel", "try-scenario": str(scenario.pk)}
    assert not desk.post(TRY, form | sentence).json()["fired"]
    typed = form | {"phrases-TOTAL_FORMS": "2", "phrases-1-text": "where is my parcel"}
    answer = desk.post(TRY, typed | sentence).json()
    assert answer["fired"]
    assert answer["results"][0]["score"] >= answer["results"][0]["threshold"]
    off = desk.post(TRY, typed | {"mode": "off"} | sentence).json()
    assert "it is off" in off["verdict"]
    gone = desk.post(
        TRY, form | {"phrases-0-DELETE": "on", "try-sentence": "refund my order", "try-scenario": str(scenario.pk)}
    ).json()
    assert not gone["fired"]
    assert Phrase.objects.filter(scenario=scenario).count() == 1


def test_a_new_scenario_can_be_tried_before_it_has_a_name(desk: Client, rows: dict[str, Any]) -> None:
    form = form_of(desk.get(reverse("admin:triggers_scenario_add")).content)
    typed = form | {"category": "low_confidence", "limit_confidence": "50", "try-confidence": "30"}
    answer = desk.post(TRY, typed | {"try-sentence": "hello", "try-scenario": "new"}).json()
    assert answer["fired"], answer


def test_a_broken_phrase_is_named_while_trying(desk: Client, scenario: Scenario) -> None:
    form = form_of(desk.get(url_of(scenario)).content) | {"phrases-0-text": "talk [to"}
    answer = desk.post(TRY, form | {"try-sentence": "hello", "try-scenario": str(scenario.pk)})
    assert answer.status_code == 200
    assert not answer.json()["fired"]
    assert desk.post(TRY, {"try-sentence": "", "try-scenario": ""}).status_code == 400
    assert desk.post(TRY, {"try-sentence": "x" * 4001, "try-scenario": ""}).status_code == 400
    assert desk.get(TRY).status_code == 405
    assert desk.post(TRY, {"try-sentence": "x", "try-scenario": "99999"}).status_code == 404


def test_the_acknowledgement_is_shown_by_language_and_hours(desk: Client, rows: dict[str, Any]) -> None:
    team, url = rows["team"], reverse("admin:triggers_scenario_preview")
    own = rows["acknowledgementtemplate"]
    shown = desk.get(url, {"acknowledgement": own.key, "team": team.pk}).json()["rows"]
    assert {row["language"] for row in shown} >= {"en", "de", "zh"}
    english = {row["hours"]: row for row in shown if row["language"] == "en"}
    assert set(english) == {"in hours", "out of hours"}
    assert english["in hours"]["text"].startswith(f"Thank you Ana. You hear from {team.name} within")
    assert english["in hours"]["is_own"]
    assert not english["out of hours"]["is_own"]
    assert "built-in sentence" in english["out of hours"]["source"]
    german = next(row for row in shown if row["language"] == "de")
    assert (german["is_own"], german["note"]) == (False, "")
    assert "no text in this language" in german["source"]
    assert desk.get(url, {"acknowledgement": own.key}).json()["rows"][0]["note"].startswith("for example")
    assert desk.get(url, {"acknowledgement": "", "team": "x"}).json() == {"rows": []}


def test_the_draft_bar_leads_on(desk: Client, scenario: Scenario) -> None:
    assert "Nothing has been published yet" not in desk.get(LIST).content.decode(), "the rows hold a version"
    publish()
    assert "Draft: no changes since v" in desk.get(LIST).content.decode()
    Phrase.objects.create(scenario=scenario, text="where is my parcel")
    for url in (LIST, url_of(scenario), reverse("admin:triggers_phrase_changelist")):
        page = desk.get(url).content.decode()
        assert "Draft: 1 unpublished change" in page
        assert reverse("admin:publish") in page
