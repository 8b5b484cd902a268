"""Repeat escalation."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Good, Kind, TargetRange, WeekMetric

METRIC = WeekMetric(
    name="repeat_escalation",
    title=_("Repeat escalation"),
    sentence=_(
        "Of the handoffs that ended at least 7 days ago, the share after which the same customer had "
        "another one within 7 days."
    ),
    section="outcome",
    cohort=HANDOFFS,
    kind=Kind.SHARE,
    of=Q(ended_long_ago=True),
    hit=Q(called_again=True),
    needs=("called_again", "ended_long_ago"),
    good=Good.DOWN,
    target=TargetRange(high=0.10),
)
