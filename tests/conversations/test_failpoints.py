"""Failpoints: each stands somewhere, kills the process that reaches it, and is refused on a real desk."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from conversations import failpoints
from tests.architecture.sources import ROOT, python_sources

REACHED = re.compile(r'failpoints\.reach\("([^"]+)"\)')
PROGRAM = """
import django
django.setup()
from conversations import failpoints
failpoints.reach("send.claimed")
print("alive", flush=True)
failpoints.reach("send.answered")
print("still alive")
"""


def run(tmp_path: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a program that passes two failpoints."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment = kept | {"HANDOFFDESK_DATA_DIR": str(tmp_path), **variables}
    command = [sys.executable, "-c", PROGRAM]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_every_failpoint_stands_somewhere_and_every_one_that_stands_is_described() -> None:
    reached = [name for source in python_sources() for name in REACHED.findall(source.text)]
    assert sorted(reached) == sorted(failpoints.NAMES)


def test_the_named_one_kills_and_the_others_do_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, HANDOFFDESK_FAILPOINT="send.answered", HANDOFFDESK_UNDER_TEST="1")
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "alive\n")


def test_without_a_name_nothing_happens(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, done.stdout) == (0, "alive\nstill alive\n")


def test_a_failpoint_on_a_real_desk_stops_the_start(tmp_path: Path) -> None:
    done = run(tmp_path, HANDOFFDESK_FAILPOINT="send.answered")
    assert done.returncode not in (0, -signal.SIGKILL)
    assert "HANDOFFDESK_UNDER_TEST" in done.stderr
