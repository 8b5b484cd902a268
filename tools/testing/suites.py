"""One suite = one pytest process with its own environment, counted from its JUnit file; several run side by side."""

import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from tools.testing.clock import REAL, Clock

ROOT = Path(__file__).resolve().parent.parent.parent
RESULTS = ROOT / "test-results"
STOP_SECONDS = 30
PAUSE_SECONDS = 0.1
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


@dataclass
class Running:
    """A suite at work: its process, where its report comes, where its output goes (None: straight on), since when."""

    suite: Suite
    process: "subprocess.Popen[bytes]"
    report: Path
    log: Path | None
    started: float


def run(suite: Suite, *, results: Path = RESULTS) -> Outcome:
    """Run one suite to its end and count it; its JUnit file stays in `results`."""
    return run_together([suite], results=results)[0]


def run_together(suites: Sequence[Suite], *, results: Path = RESULTS) -> list[Outcome]:
    """Run suites side by side, so that one works while another one waits; return their outcomes in their order.

    Of several each one's output comes whole when it ends. An interrupt lets each clean up (it drops its databases).
    """
    results.mkdir(exist_ok=True)
    outcomes = {suite.name: Outcome(suite.name, why=suite.why_not, ran=False) for suite in suites if suite.why_not}
    able = [suite for suite in suites if not suite.why_not]
    at_work: list[Running] = []
    try:
        at_work.extend(start(suite, results, is_alone=len(able) == 1) for suite in able)
        while at_work:
            for running in [*at_work]:
                if (ended := reap(running.process)) is not None:
                    at_work.remove(running)
                    outcomes[running.suite.name] = outcome_of(running, *ended)
            time.sleep(PAUSE_SECONDS)
    except BaseException:
        stop_all([running.process for running in at_work])
        raise
    return [outcomes[suite.name] for suite in suites]


def start(suite: Suite, results: Path, *, is_alone: bool) -> Running:
    """Start pytest for a suite, in a session of its own."""
    report, log = results / f"{suite.name}.xml", None if is_alone else results / f"{suite.name}.log"
    report.unlink(missing_ok=True)
    print(f"test: suite {suite.name}; clock: {suite.clock}", flush=True)
    command = [sys.executable, "-m", "pytest", *suite.arguments, f"--junit-xml={report}", "-o", "junit_family=xunit2"]
    with log.open("wb") if log else nullcontext() as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment_of(suite), start_new_session=True, stdout=output, stderr=output
        )
    return Running(suite, process, report, log, time.monotonic())


def reap(process: "subprocess.Popen[bytes]") -> tuple[int, float] | None:
    """Return the exit code of a process that has ended, and how many seconds it and its children were busy."""
    found, status, used = os.wait4(process.pid, os.WNOHANG)
    if not found:
        return None
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, used.ru_utime + used.ru_stime


def outcome_of(running: Running, code: int, processor: float) -> Outcome:
    """Show what a suite wrote, and count it."""
    suite, seconds = running.suite, time.monotonic() - running.started
    if running.log:
        print(f"\ntest: suite {suite.name}\n{running.log.read_text(errors='replace')}", flush=True)
    outcome = counted(suite.name, code, running.report, seconds)
    if not outcome.ran and suite.may_be_empty:
        outcome = Outcome(suite.name, seconds=outcome.seconds, why="nothing that it covers has changed")
    return replace(outcome, processor=processor, slowest=slowest_in(running.report))


def stop_all(processes: "Sequence[subprocess.Popen[bytes]]") -> None:
    """Interrupt every pytest, as Ctrl-C does, and give all together half a minute to clean up."""
    for process in processes:
        process.send_signal(signal.SIGINT)
    give_up = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0.0, give_up - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def environment_of(suite: Suite) -> dict[str, str]:
    """Return our environment without the product's settings, with this suite's, at its time and place from now on."""
    kept = {name: value for name, value in os.environ.items() if name not in OWN_SETTINGS}
    here_and_now = suite.clock.environment(datetime.now(UTC))
    return kept | {"PYTHONUNBUFFERED": "1"} | here_and_now | suite.environment


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
