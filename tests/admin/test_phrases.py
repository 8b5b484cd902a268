"""Phrases in and out as files."""

import csv
import io
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from accounts.spreadsheets import bare_cell, guard_cell
from tests.admin.test_policy import INLINE
from triggers.models import Phrase, Scenario, TriggerVersion
from triggers.services.rules import publish

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def scenario(rows: dict[str, Any]) -> Scenario:
    found: Scenario = rows["scenario"]
    return found


CSV, XLSX = "0", "1"
URL = reverse("admin:triggers_phrase_import")


def upload(desk: Client, text: str) -> Any:
    file = SimpleUploadedFile("phrases.csv", text.encode(), "text/csv")
    return desk.post(URL, {"import_file": file, "format": CSV, "resource": ""})


def upload_book(desk: Client, lines: list[list[str]]) -> Any:
    book, content = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(content)
    file = SimpleUploadedFile("phrases.xlsx", content.getvalue(), XLSX_TYPE)
    return desk.post(URL, {"import_file": file, "format": XLSX, "resource": ""})


def confirm(desk: Client, page: Any) -> Any:
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()))
    return desk.post(reverse("admin:triggers_phrase_process_import"), fields, follow=True)


def lines_of(scenario: Scenario) -> list[list[str]]:
    return [
        ["scenario", "text", "language", "is_exclusion", "delete"],
        [scenario.key, "  give  money back ", "EN", "", ""],
        [scenario.key, "store credit", "en", "yes", ""],
        [scenario.key, "refund my order", "en", "", "yes"],
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_import_shows_what_would_change_and_goes_into_the_draft(desk: Client, scenario: Scenario, kind: str) -> None:
    published, lines = publish(), lines_of(scenario)
    preview = upload_book(desk, lines) if kind == "xlsx" else upload(desk, "\n".join(map(",".join, lines)))
    assert "give money back" in preview.content.decode()
    assert "2 phrases added, 1 removed, 0 unchanged." in preview.content.decode()
    assert INLINE.search(preview.content.decode()) is None
    assert Phrase.objects.count() == 1
    answer = confirm(desk, preview)
    assert "Saved to the draft: 3 unpublished changes." in answer.content.decode()
    assert TriggerVersion.objects.first() == published
    found = set(Phrase.objects.values_list("text", "language", "is_exclusion"))
    assert found == {("give money back", "en", False), ("store credit", "en", True)}
    assert Phrase.history.filter(history_type="-").count() == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_one_bad_row_refuses_all_and_is_named_with_its_place(desk: Client, scenario: Scenario, kind: str) -> None:
    lines = [*lines_of(scenario), [scenario.key, "talk [to", "en", "", ""], [scenario.key, "[@nosuch] me", "", "", ""]]
    page = upload_book(desk, lines) if kind == "xlsx" else upload(desk, "\n".join(map(",".join, lines)))
    text = page.content.decode()
    assert "<strong>Row 5</strong>" in text
    assert "At character 6: The &quot;[&quot; is never closed" in text
    assert "<strong>Row 6</strong>" in text
    assert "no word group called nosuch" in text
    assert 'name="confirm"' not in text
    assert Phrase.objects.count() == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_imported_again_changes_nothing(desk: Client, scenario: Scenario, kind: str) -> None:
    for text in ("~ (please) call [me|us] ...2 back $", "我要退款", "¿puedo hablar con @human?"):
        Phrase.objects.create(scenario=scenario, text=text, is_exclusion=text.startswith("~"))
    chosen = XLSX if kind == "xlsx" else CSV
    exported = desk.post(reverse("admin:triggers_phrase_export"), {"format": chosen, "resource": ""})
    if kind == "xlsx":
        book = load_workbook(io.BytesIO(exported.content))
        assert not any(cell.data_type == "f" for row in book.active for cell in row), "no cell is a formula"
    file = SimpleUploadedFile(f"phrases.{kind}", exported.content)
    before = set(Phrase.objects.values_list("pk", flat=True))
    page = desk.post(URL, {"import_file": file, "format": chosen, "resource": ""})
    assert "4 unchanged" in page.content.decode()
    confirm(desk, page)
    assert before == set(Phrase.objects.values_list("pk", flat=True))


def test_an_unknown_scenario_is_named(desk: Client, scenario: Scenario) -> None:
    page = upload(desk, "scenario,text,language,is_exclusion\nno-such,fine words,en,\n").content.decode()
    assert "No scenario has the key “no-such”." in page
    assert 'name="confirm"' not in page
    assert "Traceback" not in page


def test_a_file_that_lost_its_scenario_meanwhile_changes_nothing(desk: Client, scenario: Scenario) -> None:
    other = Scenario.objects.create(key="other", name="Other", category="vip")
    head = "scenario,text,language,is_exclusion"
    preview = upload(desk, f"{head}\n{scenario.key},give money back,en,\nother,gold customer,en,\n")
    other.delete()
    assert "Nothing imported" in confirm(desk, preview).content.decode()
    assert set(Phrase.objects.values_list("text", flat=True)) == {"refund my order"}


def test_a_file_that_waited_too_long_is_asked_for_again(desk: Client, scenario: Scenario) -> None:
    preview = upload(desk, f"scenario,text,language,is_exclusion\n{scenario.key},give money back,en,\n")
    cache.clear()
    assert "the upload expired. Choose the file again." in confirm(desk, preview).content.decode()
    assert set(Phrase.objects.values_list("text", flat=True)) == {"refund my order"}


def test_an_export_can_be_imported_again_and_carries_no_formulas(desk: Client, scenario: Scenario) -> None:
    Phrase.objects.create(scenario=scenario, text="=cmd|calc", language="")
    answer = desk.post(reverse("admin:triggers_phrase_export"), {"format": "0", "resource": ""})
    assert answer["Content-Type"].startswith("text/csv")
    exported = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert {row["scenario"] for row in exported} == {scenario.key}
    assert not any(cell.startswith("=") for row in exported for cell in row.values())
    assert list(exported[0]) == ["scenario", "text", "language", "is_exclusion"]


HEAD = "scenario,text,language,is_exclusion"
COLUMNS_WANTED = "The first row must name these columns: scenario, text, language, is_exclusion."
NO_CSV, NO_BOOK = "This file cannot be read as UTF-8 CSV.", "This file is not an Excel workbook."


def workbook(*lines: list[str]) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(content)
    return content.getvalue()


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        (CSV, b"a,b\n1,2", COLUMNS_WANTED),
        (CSV, b"scenario,text,language\nx,fine words,en", COLUMNS_WANTED),
        (CSV, b"\n\n", COLUMNS_WANTED),
        (CSV, b"\x89PNG\r\n\x1a\n\x00\xff\xfe\x80", NO_CSV),
        (CSV, f"{HEAD}\nx,fine words,en,,,,more\n".encode(), "A row in this file has more or fewer cells"),
        (XLSX, workbook(["a", "b"], ["1", "2"]), COLUMNS_WANTED),
        (XLSX, workbook(), COLUMNS_WANTED),
        (XLSX, b"not a workbook", NO_BOOK),
        (XLSX, b"PK\x03\x04 neither is this", NO_BOOK),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    desk: Client, scenario: Scenario, kind: str, content: bytes, said: str
) -> None:
    file = SimpleUploadedFile("phrases.csv", content)
    answer = desk.post(URL, {"import_file": file, "format": kind, "resource": ""})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    for leak in ("Traceback", "site-packages", ".py", "Error&#x27;", "BadZip", 'name="confirm"'):
        assert leak not in page
    assert set(Phrase.objects.values_list("text", flat=True)) == {"refund my order"}


def test_the_mark_that_spreadsheets_write_before_the_first_column_does_not_matter(
    desk: Client, scenario: Scenario
) -> None:
    page = upload(desk, f"\ufeff{HEAD}\n{scenario.key},give money back,en,\n")
    confirm(desk, page)
    assert Phrase.objects.filter(text="give money back").exists()


@pytest.mark.only_on("postgresql")
def test_a_row_that_the_database_refuses_is_named_without_its_error(desk: Client, scenario: Scenario) -> None:
    page = upload(desk, f"{HEAD}\n{scenario.key},give\x00money,en,\n").content.decode()
    assert "Row 2 can't be read." in page
    assert "Traceback" not in page
    assert 'name="confirm"' not in page


FORMULAS = ["=1+1", "+49 170", "-2 stars", "@human please", "'-quoted", "''=x", "＝1", "don't", "'tis", "plain"]


@pytest.mark.parametrize("kind", [CSV, XLSX])
def test_no_cell_of_an_export_is_a_formula_and_all_come_back(desk: Client, scenario: Scenario, kind: str) -> None:
    Phrase.objects.all().delete()
    Phrase.objects.bulk_create(Phrase(scenario=scenario, text=text, language="en") for text in FORMULAS)
    answer = desk.post(reverse("admin:triggers_phrase_export"), {"format": kind, "resource": ""})
    content = answer.content
    if kind == CSV:
        cells = [row["text"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    else:
        cells = [str(row[1]) for row in load_workbook(io.BytesIO(content)).active.iter_rows(2, values_only=True)]
    assert len(cells) == len(FORMULAS)
    assert [cell for cell in cells if cell[0] in "=+-@＝"] == []

    name, type_ = ("phrases.csv", "text/csv") if kind == CSV else ("phrases.xlsx", XLSX_TYPE)
    file = SimpleUploadedFile(name, content, type_)
    preview = desk.post(URL, {"import_file": file, "format": kind, "resource": ""})
    assert f"0 phrases added, 0 removed, {len(FORMULAS)} unchanged." in preview.content.decode()


@given(st.one_of(st.text(max_size=30), st.text("'=+-@＝\t a", max_size=8)))
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    assert not re.match(r"[=+\-@\t\r\n＝＋－＠]", guard_cell(text))
    assert bare_cell(guard_cell(text)) == text
