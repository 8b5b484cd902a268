"""Time to resolve."""

from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Clock, Good, Kind, ValueUnit, WeekMetric

METRIC = WeekMetric(
    name="time_to_resolve",
    title=_("Time to resolve"),
    sentence=_("From the moment a handoff opens until a person resolves it, day and night."),
    section="speed",
    cohort=HANDOFFS,
    kind=Kind.TIME,
    unit=ValueUnit.SECONDS,
    clock=Clock("detected_at", "resolved_at"),
    good=Good.DOWN,
)
