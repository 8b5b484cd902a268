"""Which hours and promises hold for a team."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Team
from routing.calendar import ALWAYS_OPEN, Hours, Span, add_open_time
from routing.models import Calendar, SlaPolicy

DEFAULT_FIRST_RESPONSE = timedelta(minutes=15)
DEFAULT_URGENT_RESPONSE = timedelta(minutes=5)
DEFAULT_RESOLUTION = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Promise:
    """A team's hours and the open time within which it answers and resolves."""

    hours: Hours
    first_response: timedelta
    resolution: timedelta

    def due(self, start: datetime, length: timedelta) -> datetime:
        """Return when `length` of open time has passed; a calendar that never opens counts around the clock."""
        return add_open_time(self.hours, start, length) or start + length


def promise_of(team: Team, *, urgent: bool) -> Promise:
    """Return the team's own SLA policy, else the common one, else 15 minutes (urgent 5) around the clock."""
    policies = SlaPolicy.objects.select_related("calendar").prefetch_related("calendar__spans", "calendar__exceptions")
    found = {policy.team_id: policy for policy in policies.filter(team=team) | policies.filter(team__isnull=True)}
    policy = found.get(team.pk) or found.get(None)
    if policy is None:
        return Promise(ALWAYS_OPEN, DEFAULT_URGENT_RESPONSE if urgent else DEFAULT_FIRST_RESPONSE, DEFAULT_RESOLUTION)
    minutes = policy.urgent_first_response_minutes if urgent else policy.first_response_minutes
    return Promise(hours_of(policy.calendar), timedelta(minutes=minutes), timedelta(minutes=policy.resolution_minutes))


def hours_of(calendar: Calendar) -> Hours:
    """Return a calendar's rows as plain values."""
    weekly: dict[int, tuple[Span, ...]] = {}
    for span in calendar.spans.all():
        weekly[span.weekday] = (*weekly.get(span.weekday, ()), Span(span.opens, span.closes))
    exceptions: dict[date, tuple[Span, ...]] = {}
    for row in calendar.exceptions.all():
        spans = exceptions.get(row.date, ())
        exceptions[row.date] = (*spans, Span(row.opens, row.closes)) if row.opens and row.closes else spans
    return Hours(ZoneInfo(calendar.time_zone), weekly, exceptions, calendar.always_open)
