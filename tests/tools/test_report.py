"""The closing table, the last line and the exit code of `make test`."""

import pytest

from tools.testing import report
from tools.testing.suites import Outcome

GREEN = Outcome("sqlite", passed=120, seconds=61.25, processor=50.0)
SKIPPING = Outcome("browser", passed=3, skipped=2, seconds=9.0)
RED = Outcome("postgresql", passed=118, failed=2, seconds=70.0)
DEAR = Outcome("browser", passed=1, seconds=1.0, processor=2 * 60 * report.BUDGET_MINUTES + 1)
LONG = Outcome("long", passed=1, seconds=1.0, processor=DEAR.processor)
ABSENT = Outcome("postgresql", why="postgresql is not installed", ran=False)


@pytest.mark.parametrize(
    ("outcomes", "line"),
    [
        ([GREEN], "120 passed, 0 failed"),
        ([GREEN, RED], "238 passed, 2 failed"),
        ([GREEN, SKIPPING], "123 passed, 0 failed, 2 skipped"),
        ([GREEN, ABSENT], "120 passed, 0 failed"),
    ],
)
def test_last_line(outcomes: list[Outcome], line: str) -> None:
    assert report.last_line(outcomes) == line


@pytest.mark.parametrize(
    ("outcomes", "here", "in_ci"),
    [
        ([GREEN], 0, 0),
        ([GREEN, RED], 1, 1),
        ([GREEN, SKIPPING], 0, 1),
        ([GREEN, ABSENT], 0, 1),
        ([GREEN, DEAR], 0, 1),
        ([GREEN, LONG], 0, 0),
        ([], 0, 0),
    ],
)
def test_exit_code(outcomes: list[Outcome], here: int, in_ci: int) -> None:
    assert report.exit_code(outcomes, is_ci=False) == here
    assert report.exit_code(outcomes, is_ci=True) == in_ci


def test_table_names_what_did_not_run() -> None:
    rows = report.table([GREEN, ABSENT]).splitlines()
    assert rows[0].split() == ["suite", "result", "passed", "failed", "skipped", "seconds", "busy", "why"]
    assert rows[1].split() == ["sqlite", "passed", "120", "0", "0", "61.2", "50.0"]
    assert rows[2].split()[:4] == ["postgresql", "not", "run", "-"]
    assert rows[2].endswith("postgresql is not installed")


def test_the_cost_of_all_suites_is_said_with_the_slowest_tests_first() -> None:
    slow = Outcome("sqlite", processor=60.0, slowest=(("tests.flows::test_life", 41.5), ("tests.ai::test_b", 0.4)))
    other = Outcome("browser", processor=90.0, slowest=(("tests.e2e::test_main_job", 7.25),))
    lines = report.budget([slow, other]).splitlines()
    assert lines[0] == "cost: 1.2 minutes of two cores; the budget is 12"
    assert [line.split()[-1] for line in lines[2:]] == [
        "tests.flows::test_life",
        "tests.e2e::test_main_job",
        "tests.ai::test_b",
    ]
