"""The evaluation: figures, errors by kind, what each part and each phrase is worth, and how it shows its progress."""

import gzip
import io
import json
import re
from html.parser import HTMLParser

import pytest
from django.core.management import CommandError, call_command

from triggers import evaluation
from triggers.evaluation.report import noticeable
from triggers.matching import Lexicon, PhraseRule, ScenarioRule, compile_rules

LEXICON = Lexicon(groups={"leave": ("cancel", "close my account"), "filler": ("please",)})
RULES = [
    ScenarioRule(
        "leave", "Leave", "cancellation",
        phrases=(
            "[leave]", "stop it", "~ tired", "~ done", PhraseRule("kündigen", "de"), "never said", "end the contract",
        ),
        exclusions=("cancel ... visit", "never ever"),
    ),
    ScenarioRule("big", "Big", "high_value", settings={"amount": 100}),
]  # fmt: skip
ROWS = {
    "cancel": [
        ("cancel it", 1, "end"), ("stop it", 1, "end"), ("cancle it please", 1, "end"), ("close my account", 1, "end"),
        ("tired and done", 1, "end"), ("ich will kündigen", 1, "end"), ("cancel <b>and</b> stop it", 1, "end"),
        ("leave me", 1, "end"), ("cancel my visit", 0, "appointment"), ("end the contract? no", 0, "policy"),
        ("hello", 0, "policy"), ("odd", -1, "policy"),
    ],
    "highvalue": [("I have $500", 1, "money"), ("I have $5", 0, "money")],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    for name, rows in ROWS.items():
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt") as file:
            for number, (text, label, kind) in enumerate(rows):
                context = [{"role": "bot", "text": "How can I help?"}]
                row = {"id": f"{name}{number}", "text": text, "label": label, "kind": kind, "context": context}
                file.write(json.dumps(row) + "\n")
    return tmp_path


def judged(folder):
    return evaluation.judge_folder(
        evaluation.find_sets(folder), compile_rules(RULES, lexicon=LEXICON), lambda name, done: None
    )


class Reader(HTMLParser):
    """Collects what a page shows and what it would fetch."""

    def __init__(self):
        super().__init__()
        self.text, self.fetched, self.open = "", [], []

    def handle_starttag(self, tag, attributes):
        self.fetched += [value for name, value in attributes if name in ("src", "srcset") or (tag == "link")]
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read(page):
    reader = Reader()
    reader.feed(page)
    assert reader.fetched == []
    assert reader.open == []
    assert "light-dark(" in page
    return reader.text


def test_goals_tables_and_errors_by_kind_are_in_every_report(folder):
    rows = judged(folder)
    goals = evaluation.measure_goals(rows)
    assert {goal.name: goal.met for goal in goals}["cancel F1"] is False
    content = json.loads(evaluation.as_json(goals, rows))
    assert content["tables"]["cancel"]["kind end"]["recall"] == 0.875
    assert list(content["errors"]["cancel"]) == ["false alarm: policy", "missed: end"]
    missed = content["errors"]["cancel"]["missed: end"]
    assert missed["count"] == 1
    assert missed["rows"] == [
        {"id": "cancel7", "source": "", "text": "leave me", "before": ["bot: How can I help?"], "score": 0.0}
    ]
    text = evaluation.as_text(goals, rows)
    assert "cancel F1" in text
    assert "1 missed: end" in text
    shown = read(evaluation.as_html(goals, rows))
    for wanted in ("cancel F1", "missed: end (1)", "leave me", "87.5" if "87.5" in shown else "0.875"):
        assert wanted in shown


def test_what_customers_wrote_is_escaped(folder):
    with gzip.open(folder / "cancel.jsonl.gz", "at") as file:
        file.write(json.dumps({"id": "x", "text": "<script>alert(1)</script>", "label": 1, "kind": "<i>"}) + "\n")
    rows = judged(folder)
    page = evaluation.as_html(evaluation.measure_goals(rows), rows)
    assert "<script" not in page
    assert "<i>" not in page
    assert "<script>alert(1)</script>" in read(page)


def test_each_part_is_switched_off_and_missed(folder):
    stream = io.StringIO()
    goals, shares = evaluation.ablate(
        evaluation.find_sets(folder), RULES, LEXICON, evaluation.Bar(stream, 1 + len(evaluation.PARTS))
    )
    moved = {part: {share.goal for share in found} for part, found in noticeable(shares).items()}
    assert list(moved) == [part.name for part in evaluation.PARTS]
    worse = {
        "typing errors and other spellings", "word groups", "gaps", "exclusions", "signs that need a second one",
        "languages other than English",
    }  # fmt: skip
    assert {part for part, found in moved.items() if "cancel F1" in found} == worse
    assert moved["exclusions"] == {"cancel F1", "cancel false alarms, appointments"}
    assert moved["amounts and quantities"] == {"high value F1"}
    change = {(share.part, share.goal): share.change for share in shares}
    assert change["exclusions", "cancel false alarms, appointments"] == 1
    assert change["gaps", "cancel F1"] > 0, "with the exclusion goes what it was good for"
    assert "100%" in stream.getvalue()
    assert "without exclusions" in evaluation.ablation_text(goals, shares)
    assert len(json.loads(evaluation.ablation_json(goals, shares))["shares"]) == len(shares)
    assert "Without exclusions" in read(evaluation.ablation_html(goals, shares))


def test_each_phrase_is_counted_and_judged(folder):
    support = evaluation.measure_support(
        evaluation.find_sets(folder), compile_rules(RULES, lexicon=LEXICON), lambda name, done: None
    )
    found = {(each.phrase, each.is_exclusion): each for each in support}
    assert len(support) == 9
    assert {text: each.verdict for (text, _), each in found.items()} == {
        "[leave]": "", "stop it": "needed by one row", "~ tired": "needed by one row", "~ done": "needed by one row",
        "kündigen": "needed by one row", "never said": "never found", "end the contract": "never needed",
        "cancel ... visit": "needed by one row", "never ever": "never found",
    }  # fmt: skip
    group = found["[leave]", False]
    assert (group.found, group.alone, group.needed) == (5, 4, 3)
    assert found["end the contract", False].harmful == 1
    text = evaluation.support_text(support)
    assert "never said" in text
    assert "harms 1" in text
    assert "[leave]" not in text
    assert len(json.loads(evaluation.support_json(support))) == 9
    assert "never said" in read(evaluation.support_html(support))


def test_the_thin_file_is_taken_on_request(folder):
    with gzip.open(folder / "cancel_small.jsonl.gz", "wt") as file:
        file.write(json.dumps({"id": 1, "text": "stop it", "label": 1}) + "\n")
    assert evaluation.find_sets(folder).paths["cancel"].name == "cancel.jsonl.gz"
    assert evaluation.find_sets(folder, small=True).paths["cancel"].name == "cancel_small.jsonl.gz"
    assert list(evaluation.find_sets(folder, ["highvalue"], small=True).paths) == ["highvalue"]


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(CommandError, match="no set"):
        call_command("evaluate_triggers", tmp_path)


@pytest.mark.parametrize("report", ["text", "json", "html"])
@pytest.mark.parametrize("kind", [[], ["--support"]])
def test_the_command_writes_the_report_and_its_progress_apart(folder, capsys, report, kind):
    call_command("evaluate_triggers", folder, "--report", report, "--sets", "highvalue", *kind)
    written = capsys.readouterr()
    assert "100% highvalue" in written.err
    assert "high" in written.out
    assert "%" not in written.out if report == "json" else written.out


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def test_on_a_terminal_the_bar_stays_on_its_line_and_elsewhere_lines_are_written():
    terminal, log = Terminal(), io.StringIO()
    for stream in (terminal, log):
        bar = evaluation.Bar(stream, 2)
        for stage in ("first", "second"):
            bar.begin(stage)
            for number in range(101):
                bar("cancel", number / 100)
        bar.finish()
    assert "\n" not in terminal.getvalue()
    drawn = terminal.getvalue().split("\r")
    assert any(line.startswith(f"[{'.' * 30}]   0%, ") and line.rstrip().endswith(": first") for line in drawn)
    assert any(line.startswith(f"[{'#' * 15}{'.' * 15}]  50%, ") and ": second" in line for line in drawn)
    assert not drawn[-1].strip()
    lines = log.getvalue().splitlines()
    assert len(lines) == 22
    assert lines[0] == "  0% first, cancel"
    assert lines[-1] == "100% second, cancel"


def test_a_goal_without_a_row_is_neither_met_nor_short(folder):
    with gzip.open(folder / "cancel.jsonl.gz", "wt") as file:
        file.write(json.dumps({"id": 1, "text": "stop it", "label": 1, "kind": "end"}) + "\n")
    rows = judged(folder)
    goals = evaluation.measure_goals(rows)
    states = {goal.name: goal.state for goal in goals}
    assert states.pop("median microseconds a message") in ("met", "short")
    assert states == {
        "cancel F1": "met", "cancel false alarms, appointments": "no data",
        "cancel false alarms, fee, policy, status": "no data", "high value F1": "met",
    }  # fmt: skip
    sure = [goal for goal in goals if goal.limit <= 1]
    said = "2 of 2 goals met, 2 without data"
    text = evaluation.as_text(sure, rows)
    assert said in text
    line = next(line for line in text.splitlines() if "appointments" in line)
    assert line.startswith("no data")
    assert line.endswith("n=0")
    content = json.loads(evaluation.as_json(sure, rows))["goals"][1]
    assert (content["figure"], content["met"], content["state"]) == (None, None, "no data")
    page = evaluation.as_html(sure, rows)
    assert said in read(page)
    assert "<td>no data</td><td>cancel false alarms, appointments</td>" in page


def test_a_set_without_a_row_is_no_data(folder):
    gzip.open(folder / "highvalue.jsonl.gz", "wt").close()
    (folder / "cancel.jsonl.gz").unlink()
    assert {goal.state for goal in evaluation.measure_goals(judged(folder))} == {"no data"}


GOOD = json.dumps({"id": 1, "text": "stop it", "label": 1}).encode() + b"\n"
PACKED = gzip.compress(GOOD * 50)


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (GOOD, 1, "This file is not a gzip file."),
        (PACKED[:-9], None, "This gzip file is cut off or damaged."),
        (PACKED[:12] + b"\xff\xff\xff" + PACKED[15:], None, "This gzip file is cut off or damaged."),
        (gzip.compress(GOOD + b'{"text": "stop\n'), 2, "This line is not JSON."),
        (gzip.compress(GOOD + GOOD + b"\xff\xfe\n"), 3, "This line is not UTF-8."),
        (gzip.compress(GOOD + b"[1]\n"), 2, "This line is not a row with text and label."),
        (gzip.compress(GOOD + b'{"text": "stop it"}\n'), 2, "This line is not a row with text and label."),
    ],
    # The packed bytes hold the time: each process of a run would call its tests otherwise.
    ids=["plain", "cut off", "damaged", "no JSON", "no UTF-8", "no object", "no label"],
)
def test_what_cannot_be_read_is_said_with_file_and_line(tmp_path, content, line, said):
    (tmp_path / "cancel.jsonl.gz").write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command("evaluate_triggers", tmp_path)
    place = re.escape(f"{tmp_path / 'cancel.jsonl.gz'}, line ") + (str(line) if line else r"\d+")
    assert re.fullmatch(f"{place}: {re.escape(said)}", str(refused.value))
