"""What routing tells a back-test of the rules: when people answer."""

from datetime import datetime

from routing.calendar import ALWAYS_OPEN, open_periods
from routing.models import SlaPolicy
from routing.services.hours import hours_of
from triggers.backtesting.week import Period


def staffed_periods(start: datetime, end: datetime) -> list[Period]:
    """Return when people of any team answer; without hours of any team that is all the time."""
    policies = SlaPolicy.objects.select_related("calendar").prefetch_related("calendar__spans", "calendar__exceptions")
    calendars = {policy.calendar_id: policy.calendar for policy in policies}
    known = [hours_of(calendar) for calendar in calendars.values()] or [ALWAYS_OPEN]
    return _merged(sorted(period for hours in known for period in open_periods(hours, start, end)))


def _merged(periods: list[Period]) -> list[Period]:
    merged: list[Period] = []
    for start, end in periods:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
