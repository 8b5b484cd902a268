"""Transfers per handoff."""

from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Good, Kind, ValueUnit, WeekMetric

METRIC = WeekMetric(
    name="transfers",
    title=_("Transfers per handoff"),
    sentence=_("How often a handoff of the week was passed to another team or person, on average."),
    section="outcome",
    cohort=HANDOFFS,
    kind=Kind.MEAN,
    unit=ValueUnit.EACH,
    amount="transfers",
    good=Good.DOWN,
)
