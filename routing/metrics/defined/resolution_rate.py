"""Resolved after handoff."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.enums import EndReason, Outcome
from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Good, Kind, TargetRange, WeekMetric

METRIC = WeekMetric(
    name="resolution_rate",
    title=_("Resolved after handoff"),
    sentence=_(
        "Of the handoffs that ended, the share that a person resolved as solved or as a sale; those that"
        " the customer called off and spam are left out."
    ),
    section="outcome",
    cohort=HANDOFFS,
    kind=Kind.SHARE,
    of=Q(ended_at__isnull=False) & ~Q(end_reason=EndReason.WITHDRAWN) & ~Q(outcome=Outcome.SPAM),
    hit=Q(outcome__in=(Outcome.SOLVED, Outcome.SALE)),
    good=Good.UP,
    target=TargetRange(low=0.90),
)
