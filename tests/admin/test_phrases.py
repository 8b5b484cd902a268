"""Phrases in and out as files."""

import csv
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from triggers.models import Phrase, Scenario, TriggerVersion


@pytest.fixture
def scenario(rows: dict[str, Any]) -> Scenario:
    found: Scenario = rows["scenario"]
    return found


def upload(desk: Client, text: str) -> Any:
    file = SimpleUploadedFile("phrases.csv", text.encode(), "text/csv")
    return desk.post(reverse("admin:triggers_phrase_import"), {"import_file": file, "format": "0", "resource": ""})


def confirm(desk: Client, page: Any) -> Any:
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()))
    return desk.post(reverse("admin:triggers_phrase_process_import"), fields, follow=True)


def test_an_import_shows_a_preview_and_publishes_once_when_confirmed(desk: Client, scenario: Scenario) -> None:
    before = TriggerVersion.objects.count()
    lines = (
        "scenario,text,language,is_exclusion,delete",
        f"{scenario.key},  give  money back ,EN,,",
        f"{scenario.key},store credit,en,yes,",
        f"{scenario.key},refund my order,en,,yes",
    )
    preview = upload(desk, "\n".join(lines))
    assert "give money back" in preview.content.decode()
    assert Phrase.objects.count() == 1
    assert TriggerVersion.objects.count() == before
    answer = confirm(desk, preview)
    assert "Published as" in answer.content.decode()
    assert TriggerVersion.objects.count() == before + 1
    found = set(Phrase.objects.values_list("text", "language", "is_exclusion"))
    assert found == {("give money back", "en", False), ("store credit", "en", True)}


def test_a_bad_row_stops_the_whole_import(desk: Client, scenario: Scenario) -> None:
    page = upload(
        desk, f"scenario,text,language,is_exclusion\n{scenario.key},fine words,en,\n{scenario.key},talk [to,en,\n"
    )
    assert "never closed" in page.content.decode()
    assert 'name="confirm"' not in page.content.decode()
    assert "Traceback" not in page.content.decode()
    unknown = upload(desk, "scenario,text,language,is_exclusion\nno-such,fine words,en,\n")
    assert 'name="confirm"' not in unknown.content.decode()
    assert Phrase.objects.count() == 1


def test_an_export_can_be_imported_again_and_carries_no_formulas(desk: Client, scenario: Scenario) -> None:
    Phrase.objects.create(scenario=scenario, text="=cmd|calc", language="")
    answer = desk.post(reverse("admin:triggers_phrase_export"), {"format": "0", "resource": ""})
    assert answer["Content-Type"].startswith("text/csv")
    exported = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert {row["scenario"] for row in exported} == {scenario.key}
    assert not any(cell.startswith("=") for row in exported for cell in row.values())
    assert list(exported[0]) == ["scenario", "text", "language", "is_exclusion"]
