"""The closing table and the one line that a machine reads."""

from collections.abc import Sequence

from tools.testing.suites import SLOWEST, Outcome

# What the suites of every day may cost: minutes on two cores that do nothing else.
BUDGET_MINUTES = 12
# The others run by what has changed.
DAILY = ("sqlite", "postgresql", "browser")
CORES = 2
COLUMNS = ("suite", "result", "passed", "failed", "skipped", "seconds", "busy", "why")


def table(outcomes: Sequence[Outcome]) -> str:
    """Return one aligned row per suite under a heading."""
    rows = [COLUMNS, *(cells(outcome) for outcome in outcomes)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def cells(outcome: Outcome) -> tuple[str, ...]:
    """Return one suite as table cells; a suite that did not run has no figures, only a reason."""
    if not outcome.ran:
        return (outcome.suite, outcome.result, "-", "-", "-", "-", "-", outcome.why)
    counts = (str(outcome.passed), str(outcome.failed), str(outcome.skipped))
    times = (f"{outcome.seconds:.1f}", f"{outcome.processor:.1f}")
    return (outcome.suite, outcome.result, *counts, *times, outcome.why)


def last_line(outcomes: Sequence[Outcome]) -> str:
    """Return the totals exactly as `12 passed, 0 failed`, with `, 3 skipped` behind when there are any."""
    skipped = sum(outcome.skipped for outcome in outcomes)
    line = f"{sum(outcome.passed for outcome in outcomes)} passed, {sum(outcome.failed for outcome in outcomes)} failed"
    return f"{line}, {skipped} skipped" if skipped else line


def exit_code(outcomes: Sequence[Outcome], *, is_ci: bool) -> int:
    """Return 1 for a failure; in CI, where nobody reads the table, also for what was skipped, not run or too slow."""
    if any(outcome.failed for outcome in outcomes):
        return 1
    if is_ci and any(outcome.skipped or not outcome.ran for outcome in outcomes):
        return 1
    return 1 if is_ci and minutes(outcomes) > BUDGET_MINUTES else 0


def minutes(outcomes: Sequence[Outcome]) -> float:
    """Return what the daily suites cost: processor time as minutes on two cores, much the same on a shared machine."""
    return sum(outcome.processor for outcome in outcomes if outcome.suite in DAILY) / CORES / 60


def budget(outcomes: Sequence[Outcome]) -> str:
    """Return the cost beside what it may be, and the tests that took longest."""
    timed = sorted((pair for outcome in outcomes for pair in outcome.slowest), key=lambda pair: -pair[1])
    cost = f"cost: {minutes(outcomes):.1f} minutes of two cores; the budget is {BUDGET_MINUTES}"
    return "\n".join([cost, "slowest:", *(f"  {seconds:6.1f} s  {name}" for name, seconds in timed[:SLOWEST])])
