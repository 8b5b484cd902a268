"""Time to resolve in opening hours."""

from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Clock, Good, Kind, ValueUnit, WeekMetric

METRIC = WeekMetric(
    name="time_to_resolve_in_hours",
    title=_("Time to resolve in opening hours"),
    sentence=_("The same time, counted only while the team's calendar is open."),
    section="speed",
    cohort=HANDOFFS,
    kind=Kind.TIME,
    unit=ValueUnit.SECONDS,
    clock=Clock("detected_at", "resolved_at", open_only=True),
    good=Good.DOWN,
)
