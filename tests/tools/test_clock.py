"""A run at another time and place: what the command line says, and that processes live there."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from tools.testing import clock
from tools.testing.clock import AHEAD, Clock, inherited, parse

pytestmark = pytest.mark.long("tools/testing/", "tools/stack/")

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
DAY = 86_400
AUCKLAND = "Pacific/Auckland"  # 13 hours ahead in their summer


@pytest.mark.parametrize(
    ("text", "zone", "ahead"),
    [
        ("real", "", None),
        ("+45d", "", 45 * DAY),
        ("-12h", "", -DAY / 2),
        ("+30m", AUCKLAND, 1800),
        ("2026-12-01", "", DAY / 2),
        ("2026-11-30T23:58", "", DAY / 2 - 120),
        ("2026-12-01T01:00", AUCKLAND, 0),
        ("2026-11-30T13:00+01:00", AUCKLAND, 0),
        ("2026-11-29T12:00", "", -DAY),
    ],
)
def test_a_clock_is_named_by_an_offset_or_a_moment(text: str, zone: str, ahead: float | None) -> None:
    environment = parse(text, zone).environment(NOW)
    assert float(environment.get(AHEAD, "0")) == (ahead or 0)
    assert environment.get("TZ", "") == zone


@pytest.mark.parametrize(
    ("text", "zone"), [("45d", ""), ("+4y", ""), ("tomorrow", ""), ("real", "Mars/Base"), ("", "")]
)
def test_what_names_no_clock_is_refused(text: str, zone: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        parse(text, zone)


def test_a_moment_is_the_same_for_a_suite_that_starts_later() -> None:
    leap = parse("2028-02-29", "")
    early, late = (float(leap.environment(NOW + timedelta(hours=hours))[AHEAD]) for hours in (0, 2))
    assert early - late == 7200


def test_python_and_what_it_starts_live_at_the_moved_time() -> None:
    moved = Clock(ahead=timedelta(days=1000))
    program = "import subprocess, sys, time; print(time.time(), *sys.argv[1:]); sys.argv[1:] and subprocess.run({})"
    command = [sys.executable, "-c", program.format("[sys.executable, '-c', 'import time; print(time.time())']"), "go"]
    kept = {name: value for name, value in os.environ.items() if name not in clock.VARIABLES}
    environment = kept | moved.environment(NOW)
    at = {}
    for name, variables in {"here": kept, "moved": environment, "of a desk": kept | inherited(environment)}.items():
        said = subprocess.run(command, env=variables, capture_output=True, text=True, check=True, timeout=60).stdout
        at[name] = [float(word) for word in said.split() if word != "go"]
    assert [len(times) for times in at.values()] == [2, 2, 2]
    for times in (at["moved"], at["of a desk"]):
        for moment in times:
            assert 0 <= moment - at["here"][0] - 1000 * DAY < 600
    assert inherited(kept) == {}
