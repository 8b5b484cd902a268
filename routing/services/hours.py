"""Which hours and promises hold for a team."""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.models import Team
from conversations.enums import Priority
from routing.calendar import ALWAYS_OPEN, Hours, Span, add_open_time, is_open
from routing.enums import SlaHours, SlaMetric
from routing.models import Calendar, SlaPolicy

# What holds where neither a policy nor its row for the normal priority says anything.
DEFAULTS = {SlaMetric.FIRST_RESPONSE: timedelta(minutes=15), SlaMetric.RESOLUTION: timedelta(days=1)}
DEFAULT_URGENT_RESPONSE = timedelta(minutes=5)
REREAD_SECONDS = 30
# Each team's hours, and when this process read them.
_known: dict[int, tuple[float, Hours]] = {}


@dataclass(frozen=True, slots=True)
class Promise:
    """A team's hours, and within what time it answers and resolves; `all_day`: what is counted day and night."""

    hours: Hours
    first_response: timedelta
    resolution: timedelta
    all_day: frozenset[SlaMetric] = frozenset()

    def answer_due(self, start: datetime) -> datetime:
        """Return by when a person has answered."""
        return self._due(SlaMetric.FIRST_RESPONSE, start, self.first_response)

    def resolution_due(self, start: datetime) -> datetime:
        """Return by when the work is done."""
        return self._due(SlaMetric.RESOLUTION, start, self.resolution)

    def _due(self, metric: SlaMetric, start: datetime, length: timedelta) -> datetime:
        """Return when `length` has passed; in a calendar that never opens, time counts day and night."""
        if metric in self.all_day:
            return start + length
        return add_open_time(self.hours, start, length) or start + length


def promise_of(team: Team, *, priority: int = Priority.NORMAL) -> Promise:
    """Return what a team owes a conversation of this priority, by its own SLA policy, else by the common one.

    A priority without a target has the normal one's. Where that is missing too, or there is no policy (then around
    the clock): 15 minutes (urgent 5), resolved in a day.
    """
    policy = _policy_of(team.pk)
    targets = {(target.metric, target.priority): target for target in policy.targets.all()} if policy else {}
    spans, all_day = {}, set()
    for metric in SlaMetric:
        target = targets.get((metric, priority)) or targets.get((metric, Priority.NORMAL))
        spans[metric] = timedelta(minutes=target.minutes) if target else _default(metric, priority)
        if target and target.hours == SlaHours.WALL:
            all_day.add(metric)
    hours = hours_of(policy.calendar) if policy else ALWAYS_OPEN
    return Promise(hours, spans[SlaMetric.FIRST_RESPONSE], spans[SlaMetric.RESOLUTION], frozenset(all_day))


def _default(metric: SlaMetric, priority: int) -> timedelta:
    is_urgent_answer = metric == SlaMetric.FIRST_RESPONSE and priority == Priority.URGENT
    return DEFAULT_URGENT_RESPONSE if is_urgent_answer else DEFAULTS[metric]


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
