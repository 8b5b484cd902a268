"""Word groups: all in one list, opened with their words, checked by the engine, and back to the shipped ones."""

import html
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.admin.forms import form_of
from triggers.matching.lexicon import shipped_lexicon
from triggers.models import Phrase, WordGroup
from triggers.services.rules import publish

LIST = reverse("admin:triggers_wordgroup_changelist")
ADD = reverse("admin:triggers_wordgroup_add")


def page_of(desk: Client, name: str) -> tuple[str, dict[str, Any]]:
    """Open a group by its name; return its address and its form."""
    answer = desk.get(reverse("admin:triggers_wordgroup_open", args=(name,)), follow=True)
    [(url, _status)] = answer.redirect_chain
    return url, form_of(answer.content)


def test_all_groups_are_listed(desk: Client, rows: dict[str, Any]) -> None:
    page = desk.get(LIST).content.decode()
    assert f"@{rows['wordgroup'].name}" in page
    assert page.count('<th scope="row">') == len(shipped_lexicon().groups) + 1
    found = desk.get(LIST, {"q": "parcel"}).content.decode()
    assert found.count('<th scope="row">') < 10
    assert "No matching groups." in desk.get(LIST, {"q": "zzzzzz"}).content.decode()


def test_a_shipped_group_opens_with_its_words_and_gets_a_row_when_changed(desk: Client, rows: dict[str, Any]) -> None:
    publish()
    Phrase.objects.create(scenario=rows["scenario"], text="call the [person]")
    url, form = page_of(desk, "person")
    assert form["name"] == "person"
    assert form["words"].strip().splitlines() == list(shipped_lexicon().groups["person"])
    answer = desk.get(url).content.decode()
    assert "1 phrase uses it." in answer
    assert "call the [person]" in answer
    assert "nothing to save" in desk.post(url, form).content.decode()
    assert not WordGroup.objects.filter(name="person").exists()
    page = desk.post(url, form | {"words": form["words"] + "\nwarehouse keeper"}, follow=True).content.decode()
    assert "Saved to the draft: 2 unpublished changes." in page
    row = WordGroup.objects.get(name="person")
    again, _form = page_of(desk, "person")
    assert again == reverse("admin:triggers_wordgroup_change", args=(row.pk,))
    assert "The shipped words" in desk.get(again).content.decode()
    assert "edited" in desk.get(LIST).content.decode()


def test_a_new_group_can_be_named_in_phrases_at_once(desk: Client, rows: dict[str, Any]) -> None:
    assert desk.post(ADD, {"name": "beast", "words": "elephant\ngreen giraffe"}).status_code == 302
    url = reverse("admin:triggers_scenario_change", args=(rows["scenario"].pk,))
    form = form_of(desk.get(url).content)
    typed = form | {"phrases-TOTAL_FORMS": "2", "phrases-1-text": "feed the @beast"}
    tried = {"try-sentence": "please feed the green giraffe", "try-scenario": str(rows["scenario"].pk)}
    assert desk.post(reverse("admin:triggers_scenario_try"), typed | tried).json()["fired"]
    assert desk.post(url, typed).status_code == 302
    assert Phrase.objects.filter(text="feed the @beast").exists()
    refused = desk.post(url, form | {"phrases-TOTAL_FORMS": "3", "phrases-2-text": "feed the @nobody"})
    assert "no word group called nobody" in refused.content.decode()


def test_what_the_engine_refuses_is_named_with_its_line(desk: Client, db: None) -> None:
    for words, sentence in (
        ("elephant\n[giraffe", "Line 2: “[giraffe”"),
        ("elephant\nthe ... trunk", "Line 2: “the ... trunk”: A word group can't contain gaps"),
        ("@beast", "The group would contain itself: @beast → @beast."),
        ("@nobody", "There is no word group called nobody"),
    ):
        page = desk.post(ADD, {"name": "beast", "words": words}).content.decode()
        assert sentence in html.unescape(page), words
    assert not WordGroup.objects.exists()


def test_a_shipped_group_goes_back_to_its_words(desk: Client, db: None) -> None:
    row = WordGroup.objects.create(name="person", words="nobody else")
    delete = reverse("admin:triggers_wordgroup_delete", args=(row.pk,))
    assert desk.post(delete, {"post": "yes"}).status_code == 403
    url = reverse("admin:triggers_wordgroup_back", args=(row.pk,))
    assert desk.get(url).status_code == 405
    page = desk.post(url, follow=True).content.decode()
    assert "@person is back to its shipped words." in page
    assert not WordGroup.objects.exists()


def test_an_own_group_goes_when_nothing_names_it(desk: Client, rows: dict[str, Any]) -> None:
    row = rows["wordgroup"]
    delete = reverse("admin:triggers_wordgroup_delete", args=(row.pk,))
    phrase = Phrase.objects.create(scenario=rows["scenario"], text=f"where is @{row.name}")
    assert desk.post(delete, {"post": "yes"}).status_code == 403
    phrase.delete()
    assert desk.post(delete, {"post": "yes"}).status_code == 302
    assert not WordGroup.objects.exists()


STALE = "Someone else saved this word group while you were editing. Reload the page. Your text is below."


def test_the_second_of_two_saves_is_refused_and_loses_nothing(desk: Client, rows: dict[str, Any]) -> None:
    row = rows["wordgroup"]
    url, form = page_of(desk, row.name)
    assert desk.post(url, form | {"words": "elephant"}).status_code == 302
    refused = desk.post(url, form | {"words": "giraffe"})
    assert STALE in refused.content.decode()
    again = form_of(refused.content)
    assert again["words"].strip() == "giraffe"
    assert again["seen"] == form["seen"]
    row.refresh_from_db()
    assert row.words == "elephant"
    _url, fresh = page_of(desk, row.name)
    assert desk.post(url, fresh | {"words": "giraffe"}).status_code == 302
    del form["seen"]
    assert desk.post(url, form | {"words": "lion"}).status_code == 302, "who sends no state is not checked"


def test_a_shipped_group_that_somebody_else_changed_first_is_not_made_twice(desk: Client, db: None) -> None:
    url, form = page_of(desk, "person")
    WordGroup.objects.create(name="person", words="warehouse keeper")
    refused = desk.post(url, form | {"words": "green giraffe"})
    page = refused.content.decode()
    assert STALE in page
    assert "already exists" not in page
    assert form_of(refused.content)["words"].strip() == "green giraffe"
    row = WordGroup.objects.get()
    assert row.words == "warehouse keeper"
    again = desk.get(url)
    assert again.headers["Location"] == reverse("admin:triggers_wordgroup_change", args=(row.pk,))
    assert "already exists" in desk.post(ADD, {"name": "person", "words": "elephant"}).content.decode()


def test_words_and_groups_have_a_length(desk: Client, db: None) -> None:
    for words, sentence in (
        ("elephant\n" + "x" * 61, "Line 2: At character 1: This word has more than 60 letters."),
        ("elephant\nlion|the [big|" + "x" * 61 + "]", "Line 2: At character 15: This word has more than 60 letters."),
        ("giraffe\n" * 2501, "A word group can have at most 20,000 characters."),
    ):
        assert sentence in desk.post(ADD, {"name": "beast", "words": words}).content.decode(), words[:40]
    assert not WordGroup.objects.exists()
    assert desk.post(ADD, {"name": "beast", "words": "# " + "x" * 61 + "\n" + "x" * 60}).status_code == 302
