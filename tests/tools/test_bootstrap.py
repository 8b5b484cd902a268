"""`make setup`: once per lock, and a clear word where it cannot work."""

import shutil
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


STAND_IN = """#!/bin/sh
case "$*" in *"import importlib"*) exit 0;; esac
echo "$*" >> "$(dirname "$0")/asked"
case "$*" in *"tools.web install"*) exit $(cat "$(dirname "$0")/web-ends-with");; esac
"""


class Machine:
    """A checkout whose `.venv` has an interpreter that does nothing but note what it was asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bin = root / ".venv" / "bin"
        self.bin.mkdir(parents=True)
        (self.bin / "python").write_text(STAND_IN)
        (self.bin / "python").chmod(0o755)
        (root / "tools").mkdir()
        shutil.copy(bootstrap.__file__, root / "tools")
        for name in ("requirements.txt", "requirements-dev.txt", "package-lock.json"):
            (root / name).write_text("1")

    def set_up(self, *arguments: str, web_ends_with: int = 0) -> tuple[int, list[str]]:
        """Run the script as `make` does; return its exit code and what it installed."""
        (self.bin / "asked").write_text("")
        (self.bin / "web-ends-with").write_text(str(web_ends_with))
        command = [sys.executable, str(self.root / "tools" / "bootstrap.py"), *arguments]
        code = subprocess.run(command, capture_output=True, check=False).returncode
        return code, [line.rpartition("/")[2] for line in (self.bin / "asked").read_text().splitlines()]


WEB = "-m tools.web install"


def test_what_checks_the_browser_code_comes_with_the_development_lock_once_per_lock(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    assert machine.set_up() == (0, ["requirements.txt"])
    assert machine.set_up("--dev", web_ends_with=3) == (3, ["requirements-dev.txt", WEB])
    assert machine.set_up("--dev") == (0, [WEB]), "what failed is tried again"
    assert machine.set_up("--dev") == (0, [])
    (tmp_path / "package-lock.json").write_text("2")
    assert machine.set_up() == (0, [])
    assert machine.set_up("--dev") == (0, [WEB])
