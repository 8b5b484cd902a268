"""AI confidence."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import TURNS
from routing.metrics.metric import Good, Kind, ValueUnit, WeekMetric

METRIC = WeekMetric(
    name="ai_confidence",
    title=_("AI confidence"),
    sentence=_("The mean confidence that the AI gave its own answers, from 0 to 1, where it gave one."),
    section="ai",
    cohort=TURNS,
    kind=Kind.MEAN,
    unit=ValueUnit.DEGREE,
    of=Q(confidence__isnull=False),
    needs=("confidence",),
    amount="confidence",
    good=Good.UP,
)
