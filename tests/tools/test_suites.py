"""Running and counting one suite, with real pytest processes over small files."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tools.testing import changes, suites
from tools.testing.suites import Outcome, Suite

pytestmark = pytest.mark.long("tools/testing/", "tools/stack/")

PLAIN = ("-q", "-p", "no:django", "-p", "no:randomly", "-p", "no:cacheprovider", "-c", "/dev/null", "--confcutdir")


def run(directory: Path, text: str, **options: Any) -> Outcome:
    """Run this text as a test file; the report stays out of the checkout."""
    (directory / "test_inner.py").write_text(text)
    suite = Suite("inner", (str(directory), *PLAIN, str(directory)), **options)
    return suites.run(suite, results=directory / "results")


def test_passes_failures_and_skips_are_counted(tmp_path: Path) -> None:
    text = """
import pytest
def test_a(): pass
@pytest.mark.parametrize("x", [1, 2])
def test_b(x): pass
def test_c(): assert False
@pytest.mark.skip
def test_d(): pass
@pytest.fixture
def broken():
    yield
    raise RuntimeError
def test_passes_and_breaks_in_its_tear_down(broken): pass
"""
    outcome = run(tmp_path, text)
    assert (outcome.passed, outcome.failed, outcome.skipped) == (3, 2, 1)
    assert outcome.result == "failed"
    assert outcome.processor > 0
    assert {name for name, _seconds in outcome.slowest} >= {"test_inner::test_a", "test_inner::test_b[1]"}


def test_a_file_that_cannot_be_imported_is_a_failure(tmp_path: Path) -> None:
    outcome = run(tmp_path, "import nowhere_to_be_found")
    assert (outcome.passed, outcome.failed) == (0, 1)


def test_a_run_that_dies_is_a_failure(tmp_path: Path) -> None:
    outcome = run(tmp_path, "import os\ndef test_a(): os._exit(3)")
    assert (outcome.passed, outcome.failed) == (0, 1)
    assert "code 3" in outcome.why


def test_a_suite_without_tests_did_not_run(tmp_path: Path) -> None:
    outcome = run(tmp_path, "")
    assert (outcome.result, outcome.why) == ("not run", "it holds no tests")
    outcome = run(tmp_path, "", may_be_empty=True)
    assert (outcome.result, outcome.why) == ("passed", "nothing that it covers has changed")


def test_a_suite_that_cannot_run_says_why() -> None:
    assert suites.run(Suite("inner", why_not="no server")) == Outcome("inner", why="no server", ran=False)


def test_a_developers_settings_do_not_leak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://live.internal/desk")
    assert "DATABASE_URL" not in suites.environment_of(Suite("sqlite"))
    assert suites.environment_of(Suite("other", environment={"DATABASE_URL": "x"}))["DATABASE_URL"] == "x"


def test_suites_run_side_by_side_and_each_is_told_by_its_own_output(tmp_path: Path, capsys: Any) -> None:
    """Each waits for what the other one does."""
    wanted = []
    for name, other in (("one", "two"), ("two", "one")):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"test_{name}.py").write_text(f"""
import pathlib, time
def test_it():
    pathlib.Path({str(tmp_path / name / "here")!r}).touch()
    give_up = time.monotonic() + 40
    while not pathlib.Path({str(tmp_path / other / "here")!r}).exists():
        assert time.monotonic() < give_up
        time.sleep(0.05)
    assert {name!r} == "one"
""")
        wanted.append(Suite(name, (str(tmp_path / name), *PLAIN, str(tmp_path))))
    wanted.insert(1, Suite("absent", why_not="no server"))
    one, absent, two = suites.run_together(wanted, results=tmp_path / "results")
    assert (one.passed, one.failed, absent.ran, two.passed, two.failed) == (1, 0, False, 0, 1)
    assert one.processor > 0 < two.processor
    assert "assert 'two' == 'one'" in capsys.readouterr().out.partition("\ntest: suite two\n")[2]


def test_an_interrupt_lets_pytest_clean_up(tmp_path: Path) -> None:
    started, cleaned = tmp_path / "started", tmp_path / "cleaned"
    (tmp_path / "test_inner.py").write_text(f"""
import pathlib, pytest, time
@pytest.fixture
def resource():
    pathlib.Path({str(started)!r}).touch()
    yield
    pathlib.Path({str(cleaned)!r}).touch()
def test_long(resource): time.sleep(60)
""")
    # A shell that starts us in the background lets us ignore the signal, and children inherit that.
    program = f"""
import pathlib, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from tools.testing.suites import Suite, run
run(Suite("inner", {(str(tmp_path), *PLAIN, str(tmp_path))!r}), results=pathlib.Path({str(tmp_path / "results")!r}))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=suites.ROOT,
        stderr=subprocess.DEVNULL,
    )
    wait_for(started)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=40) != 0
    assert cleaned.exists()


def wait_for(path: Path) -> None:
    """Wait until a file appears."""
    give_up = time.monotonic() + 40
    while not path.exists():
        assert time.monotonic() < give_up, f"{path} did not appear"
        time.sleep(0.05)


def test_what_has_changed_is_what_git_says(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=Ana", "-c", "user.email=ana@example.com")
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    for name in ("kept.py", "changed.py"):
        (tmp_path / name).write_text("1\n")
    git("add", ".")
    git("commit", "-qm", "First")
    (tmp_path / "changed.py").write_text("2\n")
    assert changes.since("HEAD", root=tmp_path) == ["changed.py"]
    assert changes.since("no-such-commit", root=tmp_path) is None
    assert changes.since("--output=x", root=tmp_path) is None
