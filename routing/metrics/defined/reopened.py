"""Reopened."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Good, Kind, WeekMetric

METRIC = WeekMetric(
    name="reopened",
    title=_("Reopened"),
    sentence=_(
        "Of the handoffs that were resolved at least 7 days ago, the share whose conversation was opened"
        " again within 7 days."
    ),
    section="outcome",
    cohort=HANDOFFS,
    kind=Kind.SHARE,
    of=Q(resolved_long_ago=True),
    hit=Q(reopened=True),
    needs=("reopened", "resolved_long_ago"),
    good=Good.DOWN,
)
