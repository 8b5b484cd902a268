"""The harness of the bench: figures, table, page, lines and the exit code."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import pages
from tools.bench import __main__ as bench
from tools.bench import report
from tools.bench.context import Context
from tools.bench.registry import Line, choose, find_lines
from tools.bench.result import (
    Result,
    Row,
    at_least_of_raw,
    at_most,
    at_most_of_raw,
    median,
    percentile,
    read_rows,
    shown,
)

pytestmark = pytest.mark.long("tools/bench/", "tools/stack/")

MARK = pages.begin("tools.bench")
HELD = Row("1", at_least_of_raw("ingest", 400, "msg/s", raw=1000, share=0.35, note="16 clients"))
MISSED = Row("2", at_most("p99", 61.25, "ms", limit=50))
BESIDE = Row("1", shown("daphne", 300.5, "msg/s", raw=1000))


@pytest.mark.parametrize(
    ("result", "ratio", "target", "ok"),
    [
        (at_least_of_raw("m", 350, "", raw=1000, share=0.35), 0.35, ">= 0.35 of raw", True),
        (at_least_of_raw("m", 349, "", raw=1000, share=0.35), 0.349, ">= 0.35 of raw", False),
        (at_most_of_raw("m", 5, "ms", raw=1, times=5), 5, "<= 5 x raw", True),
        (at_most_of_raw("m", 5.1, "ms", raw=1, times=5), 5.1, "<= 5 x raw", False),
        (at_most("m", 50, "ms", limit=50), None, "<= 50 ms", True),
        (at_most("m", 51, "ms", limit=50, raw=17), 3, "<= 50 ms", False),
        (at_most("m", 0, "", limit=0), None, "<= 0", True),
        (shown("m", 1, "ms"), None, "", True),
    ],
)
def test_how_a_figure_is_judged(result: Result, ratio: float | None, target: str, ok: bool) -> None:
    assert (result.ratio, result.target, result.ok) == (ratio, target, ok)


def test_percentiles_are_values_that_were_measured() -> None:
    values = list(range(100, 0, -1))
    assert [percentile(values, percent) for percent in (0, 1, 50, 99, 99.5, 100)] == [1, 1, 50, 99, 100, 100]
    assert percentile([7], 99) == 7
    assert median([1, 2, 3, 100]) == 2
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 50)


def test_a_json_line_has_the_seven_fields_first() -> None:
    read = json.loads(Row("1", at_least_of_raw("ingest", 412.3456, "msg/s", raw=1000, share=0.35)).as_json())
    assert list(read)[:7] == ["metric", "value", "unit", "raw", "ratio", "target", "ok"]
    assert (read["value"], read["ratio"], read["line"]) == (412.3, 0.4123, "1")


def test_of_a_metric_measured_again_the_newest_counts() -> None:
    text = "\n".join(row.as_json() for row in (HELD, MISSED, Row("1", shown("ingest", 1, "msg/s"))))
    assert [(row.number, row.result.metric, row.result.value) for row in read_rows(text)] == [
        ("1", "ingest", 1),
        ("2", "p99", 61.25),
    ]


def test_the_table() -> None:
    rows = report.table([HELD, MISSED, BESIDE]).splitlines()
    assert rows[0].split() == ["#", "what", "raw", "ours", "ratio", "target", "ok"]
    assert rows[1].split() == [
        "1",
        "ingest",
        "1,000",
        "msg/s",
        "400",
        "msg/s",
        "0.40",
        ">=",
        "0.35",
        "of",
        "raw",
        "yes",
    ]
    assert rows[2].strip() == "16 clients"
    assert rows[3].split() == ["2", "p99", "-", "61.2", "ms", "-", "<=", "50", "ms", "NO"]
    assert rows[4].split()[-2:] == ["-", "-"]
    assert report.last_line([HELD, MISSED, BESIDE], 12.3) == "1 of 2 targets hold; 12 s"


def test_the_page_is_written_between_its_marks(tmp_path: Path) -> None:
    page, lines = tmp_path / "page.md", tmp_path / "bench.jsonl"
    page.write_text(f"before\n{MARK}\nold\n{pages.END}\nafter\n")
    lines.write_text(HELD.as_json() + "\n")
    assert bench.main(["--json", str(lines), "--render", str(page)]) == 0
    text = page.read_text()
    assert text.startswith(f"before\n{MARK}\n\n| # | what |")
    assert text.endswith(f"{pages.END}\nafter\n")
    assert "| 1 | ingest | 1,000 msg/s | 400 msg/s | 0.40 | >= 0.35 of raw | yes | 16 clients |" in text
    assert "old" not in text


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a page")
    with pytest.raises(SystemExit, match="lacks the marks"):
        report.render(page, [HELD])
    assert page.read_text() == "a page"


def test_every_line_of_the_bench_is_found_in_order() -> None:
    numbers = [line.number for line in find_lines()]
    assert len(numbers) >= 13
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


def test_an_unknown_line_is_named() -> None:
    with pytest.raises(SystemExit, match=r"no line 99; there are 1, 2"):
        choose(find_lines(), ["1", "99"])


def line(*results: Result) -> Line:
    """Return a line that yields these, then fails if there are none."""

    def measure(context: Context) -> Iterator[Result]:
        yield from results
        if not results:
            raise RuntimeError("first line\nno server")

    return Line("1", "a line", measure)


@pytest.mark.parametrize(
    ("lines", "arguments", "code"),
    [
        ([line(HELD.result)], [], 0),
        ([line(HELD.result), line(MISSED.result)], [], 1),
        ([line(MISSED.result)], ["--no-fail"], 0),
        ([line()], [], 1),
        ([], [], 1),
    ],
)
def test_a_missed_target_is_the_exit_code(tmp_path: Path, lines: list[Line], arguments: list[str], code: int) -> None:
    options = bench.parse([*arguments, "--json", str(tmp_path / "var" / "lines.jsonl")])
    rows = bench.run_all(lines, options)
    assert bench.exit_code(rows, forgiving=options.no_fail) == code


def test_a_line_that_breaks_down_is_a_missed_target_and_the_next_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = tmp_path / "lines.jsonl"
    rows = bench.run_all([line(), line(HELD.result)], bench.parse(["--json", str(lines)]))
    assert [row.result.ok for row in rows] == [False, True]
    assert rows[0].result.note == "RuntimeError: no server"
    assert [row.result for row in read_rows(lines.read_text())] == [row.result for row in rows]
    assert "line 1: a line (then: 1)" in capsys.readouterr().out


def test_a_part_is_appended_and_a_whole_run_begins_anew(tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    for arguments in ([], ["--only", "1"], ["--only", "1"]):
        bench.run_all([line(HELD.result)], bench.parse([*arguments, "--json", str(lines)]))
    assert len(lines.read_text().splitlines()) == 3
    bench.run_all([line(HELD.result)], bench.parse(["--json", str(lines)]))
    assert len(lines.read_text().splitlines()) == 1
