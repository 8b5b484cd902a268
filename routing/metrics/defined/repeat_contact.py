"""Repeat contact."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Good, Kind, WeekMetric

METRIC = WeekMetric(
    name="repeat_contact",
    title=_("Repeat contact"),
    sentence=_(
        "Of the handoffs that were resolved at least 7 days ago, the share whose customer wrote again on"
        " any channel within 7 days after it, a thank-you included."
    ),
    section="outcome",
    cohort=HANDOFFS,
    kind=Kind.SHARE,
    of=Q(resolved_long_ago=True),
    hit=Q(wrote_again=True),
    needs=("resolved_long_ago", "wrote_again"),
    good=Good.DOWN,
)
