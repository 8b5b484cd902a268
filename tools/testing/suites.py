"""One suite = one pytest process with its own environment, counted from its JUnit file."""

import os
import resource
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from tools.testing.clock import REAL, Clock

ROOT = Path(__file__).resolve().parent.parent.parent
RESULTS = ROOT / "test-results"
STOP_SECONDS = 30
NO_TESTS_COLLECTED = 5
SLOWEST = 10
# A developer's own settings must not leak into a suite; each suite says what it runs on.
OWN_SETTINGS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "HANDOFFDESK_DATA_DIR", "DJANGO_SETTINGS_MODULE")


@dataclass(frozen=True)
class Suite:
    """What to run: pytest's arguments, environment and clock that make this suite different; or why it cannot run."""

    name: str
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    why_not: str = ""
    clock: Clock = REAL
    may_be_empty: bool = False


@dataclass(frozen=True)
class Outcome:
    """How one suite ended. `why` says in words what the counts cannot.

    `processor`: seconds that its processes were busy, on all cores together; `slowest`: tests with their seconds.
    """

    suite: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    why: str = ""
    ran: bool = True
    processor: float = 0.0
    slowest: tuple[tuple[str, float], ...] = ()

    @property
    def result(self) -> str:
        """One word for the table."""
        if not self.ran:
            return "not run"
        return "failed" if self.failed else "passed"


def run(suite: Suite, *, results: Path = RESULTS) -> Outcome:
    """Run one suite to its end and count it; its JUnit file stays in `results`."""
    if suite.why_not:
        return Outcome(suite.name, why=suite.why_not, ran=False)
    results.mkdir(exist_ok=True)
    report = results / f"{suite.name}.xml"
    report.unlink(missing_ok=True)
    print(f"\ntest: suite {suite.name}; clock: {suite.clock}", flush=True)
    started, busy = time.monotonic(), processor_seconds()
    command = [sys.executable, "-m", "pytest", *suite.arguments, f"--junit-xml={report}", "-o", "junit_family=xunit2"]
    code = run_to_end(command, environment_of(suite))
    outcome = counted(suite.name, code, report, time.monotonic() - started)
    if not outcome.ran and suite.may_be_empty:
        outcome = Outcome(suite.name, seconds=outcome.seconds, why="nothing that it covers has changed")
    return replace(outcome, processor=processor_seconds() - busy, slowest=slowest_in(report))


def processor_seconds() -> float:
    """Return how long the processes that we started and that have ended were busy, with theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def environment_of(suite: Suite) -> dict[str, str]:
    """Return our environment without the product's settings, with this suite's, at its time and place from now on."""
    kept = {name: value for name, value in os.environ.items() if name not in OWN_SETTINGS}
    here_and_now = suite.clock.environment(datetime.now(UTC))
    return kept | {"PYTHONUNBUFFERED": "1"} | here_and_now | suite.environment


def run_to_end(command: list[str], environment: dict[str, str]) -> int:
    """Run pytest; when we are interrupted, let it clean up (it drops its databases) before we go."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        return process.wait()
    except BaseException:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        raise


def counted(name: str, code: int, report: Path, seconds: float) -> Outcome:
    """Return the outcome from pytest's exit code and its JUnit file; a run that broke off counts as one failure."""
    if not report.is_file():
        return Outcome(name, failed=1, seconds=seconds, why=f"pytest ended with code {code} before it could report")
    passed, failed, skipped = counts_in(report)
    why = ""
    if code == NO_TESTS_COLLECTED:
        return Outcome(name, seconds=seconds, why="it holds no tests", ran=False)
    if code != 0 and failed == 0:
        failed, why = 1, f"pytest ended with code {code}"
    return Outcome(name, passed, failed, skipped, seconds, why)


def counts_in(report: Path) -> tuple[int, int, int]:
    """Return passed, failed and skipped of a JUnit file; a test that passed and broke in its tear-down has failed."""
    worst: dict[tuple[str, str], str] = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote this file a moment ago
        kinds = {child.tag for child in case}
        kind = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
        key = (case.get("classname", ""), case.get("name", ""))
        worst[key] = kind if worst.get(key) != "failed" else "failed"
    values = list(worst.values())
    return values.count("passed"), values.count("failed"), values.count("skipped")


def slowest_in(report: Path) -> tuple[tuple[str, float], ...]:
    """Return the tests of a JUnit file that took longest, by name, with their seconds."""
    if not report.is_file():
        return ()
    cases = ET.parse(report).iter("testcase")  # noqa: S314 - pytest wrote this file a moment ago
    timed = [(f"{case.get('classname', '')}::{case.get('name', '')}", float(case.get("time", "0"))) for case in cases]
    return tuple(sorted(timed, key=lambda pair: -pair[1])[:SLOWEST])
