"""A week of the desk: Monday to Sunday by its time zone, also where the clock changes."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from routing.models import SlaPolicy

DAYS = 7
_NAME = re.compile(r"([0-9]{4})-W([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday on, in a time zone: 167 or 169 hours where the clock changes."""

    monday: date
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        """The first instant, in UTC."""
        return self._midnight(self.monday)

    @property
    def ends(self) -> datetime:
        """The first instant after it, in UTC."""
        return self._midnight(self.monday + timedelta(days=DAYS))

    @property
    def sunday(self) -> date:
        """The last day."""
        return self.monday + timedelta(days=DAYS - 1)

    @property
    def name(self) -> str:
        """The week as ISO 8601 names it: 2026-W49."""
        return f"{self.monday:%G-W%V}"

    def shifted(self, weeks: int) -> "Week":
        """Return the week so many weeks later."""
        return Week(self.monday + timedelta(weeks=weeks), self.zone)

    def is_running(self, now: datetime) -> bool:
        """Whether the week is not over."""
        return now < self.ends

    def _midnight(self, day: date) -> datetime:
        # Where the clock skips midnight the day begins after the change; where it repeats it, the first time (PEP 495).
        return datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC)


def week_of(moment: datetime, zone: ZoneInfo) -> Week:
    """Return the week in which a moment lies."""
    day = moment.astimezone(zone).date()
    return Week(day - timedelta(days=day.weekday()), zone)


def read_week(name: str, zone: ZoneInfo) -> Week | None:
    """Return the week of an ISO name, or None for what is none."""
    found = _NAME.fullmatch(name)
    if not found:
        return None
    try:
        week = Week(date.fromisocalendar(int(found[1]), int(found[2]), 1), zone)
    except ValueError:
        return None
    # The weeks beside it are compared and linked to, so the ends of the calendar are none.
    return week if 1970 <= week.monday.year < 9000 else None


def desk_zone() -> ZoneInfo:
    """Return the time zone of the desk's week: the one of the common SLA policy's calendar, else the site's."""
    names = SlaPolicy.objects.filter(team__isnull=True).values_list("calendar__time_zone", flat=True)
    return ZoneInfo(names.first() or settings.TIME_ZONE)
