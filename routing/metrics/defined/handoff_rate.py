"""Handoff rate."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import CONVERSATIONS
from routing.metrics.metric import Good, Kind, TargetRange, WeekMetric

METRIC = WeekMetric(
    name="handoff_rate",
    title=_("Handoff rate"),
    sentence=_("Of the conversations of the week, the share in which a handoff opened in it."),
    section="volume",
    cohort=CONVERSATIONS,
    kind=Kind.SHARE,
    hit=Q(handed_off=True),
    needs=("handed_off",),
    good=Good.WITHIN,
    target=TargetRange(low=0.15, high=0.30),
)
