"""Which hours and promises hold for a team."""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.models import Team
from conversations.enums import Priority
from routing.calendar import ALWAYS_OPEN, Hours, Span, add_open_time, is_open
from routing.models import Calendar, SlaPolicy

DEFAULT_FIRST_RESPONSE = timedelta(minutes=15)
DEFAULT_URGENT_RESPONSE = timedelta(minutes=5)
DEFAULT_RESOLUTION = timedelta(days=1)
REREAD_SECONDS = 30
# Each team's hours, and when this process read them.
_known: dict[int, tuple[float, Hours]] = {}


@dataclass(frozen=True, slots=True)
class Promise:
    """A team's hours and the open time within which it answers and resolves."""

    hours: Hours
    first_response: timedelta
    resolution: timedelta

    def due(self, start: datetime, length: timedelta) -> datetime:
        """Return when `length` of open time has passed; a calendar that never opens counts around the clock."""
        return add_open_time(self.hours, start, length) or start + length


def promise_of(team: Team, *, priority: int = Priority.NORMAL) -> Promise:
    """Return the team's own SLA policy, else the common one, else 15 minutes (urgent 5) around the clock."""
    policy = _policy_of(team.pk)
    if policy is None:
        return Promise(
            ALWAYS_OPEN,
            DEFAULT_URGENT_RESPONSE if priority == Priority.URGENT else DEFAULT_FIRST_RESPONSE,
            DEFAULT_RESOLUTION,
        )
    minutes = policy.urgent_first_response_minutes if priority == Priority.URGENT else policy.first_response_minutes
    return Promise(hours_of(policy.calendar), timedelta(minutes=minutes), timedelta(minutes=policy.resolution_minutes))


def is_open_for(team_id: int, at: datetime) -> bool:
    """Whether a team's hours say that people answer; hours changed in the admin count within half a minute.

    Every judged message asks, so the hours are read seldom (a team without a policy answers round the clock).
    """
    now = time.monotonic()
    known = _known.get(team_id)
    if known is None or now - known[0] > REREAD_SECONDS:
        policy = _policy_of(team_id)
        known = _known[team_id] = (now, hours_of(policy.calendar) if policy else ALWAYS_OPEN)
    return is_open(known[1], at)


def _policy_of(team_id: int) -> SlaPolicy | None:
    policies = SlaPolicy.objects.select_related("calendar").prefetch_related("calendar__spans", "calendar__exceptions")
    found = {policy.team_id: policy for policy in policies.filter(Q(team=team_id) | Q(team__isnull=True))}
    return found.get(team_id) or found.get(None)


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
