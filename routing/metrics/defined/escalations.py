"""Escalations."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Good, Kind, WeekMetric

METRIC = WeekMetric(
    name="escalations",
    title=_("Escalations"),
    sentence=_("Of the handoffs of the week, the share of which the managers were told because no one acted."),
    section="outcome",
    cohort=HANDOFFS,
    kind=Kind.SHARE,
    hit=Q(escalated_at__isnull=False),
    good=Good.DOWN,
)
