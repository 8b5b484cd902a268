"""The harness of `make faults`: rows, table, page, cases, exit code."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tools import pages
from tools.faults import __main__ as program
from tools.faults.context import Context
from tools.faults.registry import Case, choose, find_cases
from tools.faults.report import render, table
from tools.faults.result import Result, read_results

pytestmark = pytest.mark.long("tools/faults/", "tools/stack/")

GOOD = Result("F0", 10, 2000, 0, 0, 0, 1, 1.25, ok=True, note="fine")
BAD = Result("F99", 1, 5, 1, 0, 0, 0, None, ok=False, note="one lost")


def test_a_row_survives_its_line_of_json() -> None:
    assert read_results(f"{GOOD.as_json()}\n{BAD.as_json()}\n") == [GOOD, BAD]


def test_the_newest_row_of_a_fault_counts() -> None:
    older = Result("F0", 1, 1, 1, 1, 1, 1, None, ok=False)
    assert read_results(f"{older.as_json()}\n{BAD.as_json()}\n{GOOD.as_json()}\n") == [GOOD, BAD]


def test_the_table_shows_what_is_not_ok() -> None:
    lines = table([GOOD, BAD]).splitlines()
    assert lines[1].split() == ["F0", "10", "2,000", "0", "0", "0", "1", "1.2", "yes", "fine"]
    assert lines[2].split() == ["F99", "1", "5", "1", "0", "0", "0", "-", "NO", "one", "lost"]


def test_a_page_gets_the_table_between_its_marks_and_keeps_the_rest(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Before\n{pages.begin('tools.faults')}\nold\n{pages.END}\nAfter\n")
    render(page, [GOOD])
    text = page.read_text()
    assert "| F0 | 10 | 2,000 | 0 | 0 | 0 | 1 | 1.2 | yes | fine |" in text
    assert (text.startswith("Before\n"), text.endswith("\nAfter\n"), "old" in text) == (True, True, False)


def test_a_page_without_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing")
    with pytest.raises(SystemExit, match="lacks the marks"):
        render(page, [GOOD])


def test_the_cases_are_found_in_order_and_each_code_once() -> None:
    codes = [case.code for case in find_cases()]
    assert codes[:3] == ["F1", "F2", "F3"]
    assert codes == sorted(set(codes), key=lambda code: int(code[1:]))


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(SystemExit, match="There is no F100"):
        choose(find_cases(), ["F1", "F100"])


def breaks_down(_context: Context) -> Result:
    raise ValueError("what went wrong\nand more")


def two_rows(_context: Context) -> Iterator[Result]:
    yield GOOD
    raise RuntimeError("later")


def run(cases: list[Case], directory: Path) -> list[Result]:
    """Run cases that need no server."""
    return program.run_all(cases, argparse.Namespace(keep=directory / "kept", seed=1, quick=True))


def test_a_case_that_breaks_down_is_a_row_and_the_others_still_run(tmp_path: Path, capsys) -> None:
    results = run([Case("F1", "x", breaks_down), Case("F2", "y", two_rows), Case("F3", "z", lambda _: GOOD)], tmp_path)
    assert [(result.fault, result.ok) for result in results] == [
        ("F1", False), ("F0", True), ("F2", False), ("F0", True),
    ]  # fmt: skip
    assert results[0].note == "ValueError: what went wrong"


@pytest.mark.parametrize(("results", "code"), [([GOOD], 0), ([GOOD, BAD], 1), ([], 1)])
def test_the_exit_code_says_whether_all_is_ok(results: list[Result], code: int) -> None:
    assert program.exit_code(results) == code


def test_the_seed_decides_the_random_choices(tmp_path: Path) -> None:
    def numbers(seed: int, salt: str) -> list[float]:
        with ExitStack() as stack:
            context = Context(tmp_path, stack, seed=seed, quick=True)
            return [context.chance(salt).random() for _ in range(2)]

    assert numbers(1, "a") == numbers(1, "a")
    assert numbers(1, "a") != numbers(2, "a")
    assert numbers(1, "a") != numbers(1, "b")
