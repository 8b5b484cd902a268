"""Handoffs."""

from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Kind, ValueUnit, WeekMetric

METRIC = WeekMetric(
    name="handoffs",
    title=_("Handoffs"),
    sentence=_("Handoffs that opened in the week, whatever opened them."),
    section="volume",
    cohort=HANDOFFS,
    kind=Kind.COUNT,
    unit=ValueUnit.ROWS,
)
