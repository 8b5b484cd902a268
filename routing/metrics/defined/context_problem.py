"""Context: problem named."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.enums import Cause
from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Good, Kind, TargetRange, WeekMetric

METRIC = WeekMetric(
    name="context_problem",
    title=_("Context: problem named"),
    sentence=_(
        "Of the handoffs that no agent opened by a takeover, the share whose package names the customer's problem."
    ),
    section="context",
    cohort=HANDOFFS,
    kind=Kind.SHARE,
    of=~Q(cause=Cause.TAKEOVER),
    hit=Q(known_problem__isnull=False),
    needs=("known_problem",),
    good=Good.UP,
    target=TargetRange(low=1.0),
)
