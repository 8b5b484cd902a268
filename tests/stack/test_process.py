"""Our children do what they are told, and never outlive us."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.stack.process import ROOT, Process
from tools.stack.supervisor import Supervisor

pytestmark = pytest.mark.long("deploy/", "docs/operations.md", "handoffdesk/", "tools/stack/")

SLEEPER = (sys.executable, "-S", "-c", "import time; print('here', flush=True); time.sleep(600)")
STUBBORN = (
    sys.executable, "-S", "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); time.sleep(600)",
)  # fmt: skip
# Starts a child and is then killed before it can tidy up.
PARENT = """
import os, signal, sys
from pathlib import Path
from tools.stack.process import Process
child = Process("child", {command!r}, {{}}, Path({log!r}))
child.start()
print(child.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_child_dies_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    program = PARENT.format(command=SLEEPER, log=str(tmp_path / "log"))
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL
    wait_for(lambda: is_gone(int(done.stdout)))


def test_a_child_that_does_not_stop_is_killed_and_can_be_started_again(tmp_path: Path) -> None:
    process = Process("stubborn", STUBBORN, {}, tmp_path / "log")
    process.start()
    wait_for(lambda: "here" in process.log_text)
    with pytest.raises(RuntimeError):
        process.start()
    process.terminate()
    with pytest.raises(TimeoutError):
        process.wait(0.2)
    process.end(0.2)
    assert process.exit_code == -signal.SIGKILL
    process.start()
    wait_for(lambda: process.log_text.count("here") == 2)
    process.kill()
    assert not process.alive


def test_what_ended_is_started_again_with_a_line(tmp_path: Path) -> None:
    process = Process("sleeper", SLEEPER, {}, tmp_path / "log")
    process.start()
    said: list[str] = []
    supervisor = Supervisor([process], said.append)
    supervisor.look_at(process)
    assert said == []
    first = process.pid
    process.kill()

    def restarted() -> bool:
        supervisor.look_at(process)
        return process.alive

    wait_for(restarted)
    assert process.pid != first
    assert len(said) == 1
    assert "sleeper ended (signal 9)" in said[0]
    process.kill()
