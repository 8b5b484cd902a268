"""Information gaps."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import TURNS
from routing.metrics.metric import Good, Kind, WeekMetric

METRIC = WeekMetric(
    name="ai_gaps",
    title=_("Information gaps"),
    sentence=_("Of the AI's turns, the share in which it said that it lacked the knowledge."),
    section="ai",
    cohort=TURNS,
    kind=Kind.SHARE,
    hit=Q(report__information_gap=True),
    good=Good.DOWN,
)
