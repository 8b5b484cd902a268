"""Justified handoffs."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Good, Kind, WeekMetric
from triggers.enums import Opinion

METRIC = WeekMetric(
    name="justified",
    title=_("Justified handoffs"),
    sentence=_("Of the handoffs with a verdict, the share judged justified."),
    section="context",
    cohort=HANDOFFS,
    kind=Kind.SHARE,
    of=~Q(verdict=""),
    hit=Q(verdict=Opinion.JUSTIFIED),
    good=Good.UP,
)
