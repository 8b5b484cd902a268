"""Time to acknowledgement."""

from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Clock, Good, Kind, TargetRange, ValueUnit, WeekMetric

METRIC = WeekMetric(
    name="time_to_acknowledgement",
    title=_("Time to acknowledgement"),
    sentence=_("From the moment a handoff opens until its acknowledgement has left for the customer."),
    section="speed",
    cohort=HANDOFFS,
    kind=Kind.TIME,
    unit=ValueUnit.SECONDS,
    clock=Clock("detected_at", "acknowledgement__sent_at"),
    good=Good.DOWN,
    target=TargetRange(high=30),
)
