"""Context: name known."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.enums import Cause
from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Good, Kind, TargetRange, WeekMetric

METRIC = WeekMetric(
    name="context_name",
    title=_("Context: name known"),
    sentence=_("Of the handoffs that no agent opened by a takeover, the share whose package has the customer's name."),
    section="context",
    cohort=HANDOFFS,
    kind=Kind.SHARE,
    of=~Q(cause=Cause.TAKEOVER),
    hit=Q(known_name__isnull=False),
    needs=("known_name",),
    good=Good.UP,
    target=TargetRange(low=1.0),
)
