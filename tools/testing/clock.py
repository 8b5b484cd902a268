"""The clock and the zone of a run: elsewhere than here and now, so that a test which holds only today is found today.

The clock moves in every Python process of a suite (`moved_clock` is on their PYTHONPATH) and, by tests/e2e, in the
pages of the browser. PostgreSQL, Redis and nginx keep the real clock: the desk asks none of them for the time, and
servers whose clocks differ are a case of its own. A preloaded libfaketime would reach them too, but it breaks
`time.sleep` of Python 3.11 (the absolute deadline of clock_nanosleep).
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

# Seconds; read by `moved_clock`, which nobody may import: it acts when it is.
AHEAD = "TEST_CLOCK_AHEAD"
MOVED_CLOCK = Path(__file__).resolve().parent / "moved_clock"
UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
OFFSET = re.compile(r"([+-]\d{1,6})([dhm])")
# What a process that is started with an environment of its own must be given to live at the same time.
VARIABLES = (AHEAD, "PYTHONPATH")


@dataclass(frozen=True)
class Clock:
    """`ahead`: the clock is moved by so much; `moment`: it stands there when a suite starts. `zone` "": as here."""

    ahead: timedelta = timedelta()
    moment: datetime | None = None
    zone: str = ""

    def environment(self, now: datetime) -> dict[str, str]:
        """Return what makes a process that starts now live at this time and place."""
        zone = {"TZ": self.zone} if self.zone else {}
        ahead = self.moment - now if self.moment else self.ahead
        if not ahead:
            return zone
        return zone | {AHEAD: str(ahead.total_seconds()), "PYTHONPATH": str(MOVED_CLOCK)}

    def __str__(self) -> str:
        """Say it as the command line does."""
        moved = f"{self.ahead} ahead" if self.ahead else "real"
        moved = f"{self.moment:%Y-%m-%d %H:%M} UTC" if self.moment else moved
        return f"{moved}, {self.zone}" if self.zone else moved


REAL = Clock()


def parse(clock: str, zone: str) -> Clock:
    """Return the clock that the command line asks for: `real`, `+45d`, `-3h`, or a moment in this zone.

    Raises:
        ValueError: it is none of these, or there is no such zone.
    """
    place = ZoneInfo(zone or "UTC")
    if clock == "real":
        return Clock(zone=zone)
    if offset := OFFSET.fullmatch(clock):
        return Clock(ahead=int(offset[1]) * UNITS[offset[2]], zone=zone)
    moment = datetime.fromisoformat(clock)
    return Clock(moment=(moment if moment.tzinfo else moment.replace(tzinfo=place)).astimezone(UTC), zone=zone)


def inherited(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what passes a moved clock on to a process; nothing where the clock is real."""
    return {name: environment[name] for name in VARIABLES if name in environment} if AHEAD in environment else {}
