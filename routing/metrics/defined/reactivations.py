"""Reactivations."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.enums import EndReason
from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Good, Kind, ValueUnit, WeekMetric

METRIC = WeekMetric(
    name="reactivations",
    title=_("Reactivations"),
    sentence=_("Handoffs that ended because no one acted, so that the AI answers again."),
    section="outcome",
    cohort=HANDOFFS,
    kind=Kind.COUNT,
    unit=ValueUnit.ROWS,
    of=Q(end_reason=EndReason.REACTIVATED),
    good=Good.DOWN,
)
