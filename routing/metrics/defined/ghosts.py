"""Ghost handoffs."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.enums import EndReason, Outcome
from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Good, Kind, TargetRange, ValueUnit, WeekMetric

METRIC = WeekMetric(
    name="ghosts",
    title=_("Ghost handoffs"),
    sentence=_(
        "Handoffs that ended without a word of a person to the customer, who had not called them off; "
        "spam and customers who did not reply are left out."
    ),
    section="outcome",
    cohort=HANDOFFS,
    kind=Kind.COUNT,
    unit=ValueUnit.ROWS,
    of=Q(ended_at__isnull=False, first_reply_at__isnull=True)
    & ~Q(end_reason=EndReason.WITHDRAWN)
    & ~Q(outcome__in=(Outcome.SPAM, Outcome.NO_ANSWER)),
    good=Good.DOWN,
    target=TargetRange(high=0),
)
