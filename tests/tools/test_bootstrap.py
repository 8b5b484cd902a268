"""`make setup`: once per lock, and a clear word where it cannot work."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools import bootstrap

pytestmark = pytest.mark.long("tools/bootstrap.py")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with an empty environment and one lock."""
    (tmp_path / ".venv").mkdir()
    (tmp_path / "requirements.txt").write_text("a==1\n")
    return tmp_path


def test_a_lock_is_installed_until_it_changes(checkout: Path) -> None:
    lock = checkout / "requirements.txt"
    assert not bootstrap.is_installed(lock)
    bootstrap.stamp_of(lock).write_text(bootstrap.hash_of(lock))
    assert bootstrap.is_installed(lock)
    lock.write_text("a==2\n")
    assert not bootstrap.is_installed(lock)


def test_a_failed_installation_is_not_stamped(checkout: Path) -> None:
    lock = checkout / "requirements.txt"
    assert bootstrap.install([lock], python=Path("/bin/false")) != 0
    assert not bootstrap.is_installed(lock)


def test_a_command_that_is_not_a_new_enough_python_is_passed_over(tmp_path: Path) -> None:
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\necho 'not here' >&2\nexit 127\n")
    shim.chmod(0o755)
    assert not bootstrap.starts(str(shim))
    assert bootstrap.starts(sys.executable)


def test_the_script_runs_before_anything_is_installed() -> None:
    program = f"import runpy; runpy.run_path({bootstrap.__file__!r}, run_name='loaded')"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
