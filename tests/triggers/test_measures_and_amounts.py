"""Counting, the area under the curve, and money in a message."""

import gzip
import json

import pytest

from triggers.evaluation import as_html, as_json, as_text, judge_folder, measure_goals
from triggers.evaluation.measures import area_under_curve, count
from triggers.signals.similarity import similarity
from triggers.signals.value import amounts_in


def test_counts_leave_out_what_is_disputed():
    counts = count([(1, True), (1, False), (0, True), (0, False), (0, False), (-1, True)])
    assert (counts.tp, counts.fp, counts.fn, counts.tn) == (1, 1, 1, 2)
    assert counts.precision == counts.recall == counts.f1 == 0.5
    assert counts.false_alarms == pytest.approx(1 / 3)


def test_area_under_the_curve_counts_ties_half():
    assert area_under_curve([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert area_under_curve([0.5], [0.5]) == 0.5
    assert area_under_curve([], [0.5]) == 0.0


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("it was $1,250.50 in all", [1250.50]),
        ("about 12.000 EUR", [12000]),
        ("€ 3k and 2 million dollars", [3000, 2_000_000]),
        ("call 0301234567", []),
        ("5 pieces", []),
    ],
)
def test_amounts_need_a_currency(text, amounts):
    assert [value for value, _, _ in amounts_in(text)] == amounts


def test_likeness_is_symmetric_and_sees_kin():
    first, second = ["how", "do", "i", "pay", "my", "bill"], ["where", "can", "i", "make", "the", "payment"]
    assert similarity(first, second) == similarity(second, first) > 0.5
    assert similarity(first, ["do", "you", "sell", "shoes"]) < 0.3
    assert similarity(first, first) == 1.0


def test_an_evaluation_names_goals_tables_and_errors(tmp_path, shipped):
    rows = [
        {
            "id": "a",
            "text": "talk to a human",
            "label": 1,
            "lang": "en",
            "source": "acid",
            "kind": "human",
            "benign": False,
        },
        {
            "id": "b",
            "text": "blue <shoes>",
            "label": 1,
            "lang": "en",
            "source": "acid",
            "kind": "human",
            "benign": False,
        },
        {"id": "c", "text": "hello", "label": 0, "lang": "en", "source": "acid", "kind": "", "benign": True},
    ]
    with gzip.open(tmp_path / "explicit.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    judged = judge_folder(tmp_path, shipped, lambda name, number: None)
    goals = measure_goals(judged)
    assert next(goal for goal in goals if goal.name == "explicit recall, all").figure == 0.5
    assert json.loads(as_json(goals, judged))["errors"]["explicit"] == [
        {"id": "b", "kind": "missed", "text": "blue <shoes>"}
    ]
    assert "explicit recall, all" in as_text(goals, judged)
    assert "blue &lt;shoes&gt;" in as_html(goals, judged)


def test_an_empty_folder_is_refused(tmp_path, shipped):
    with pytest.raises(FileNotFoundError):
        judge_folder(tmp_path, shipped, lambda name, number: None)
