"""Sales after handoff."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.enums import Outcome
from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Good, Kind, WeekMetric

METRIC = WeekMetric(
    name="conversion",
    title=_("Sales after handoff"),
    sentence=_("Of the handoffs that a person resolved, the share with the outcome sale."),
    section="outcome",
    cohort=HANDOFFS,
    kind=Kind.SHARE,
    of=Q(resolved_at__isnull=False),
    hit=Q(outcome=Outcome.SALE),
    good=Good.UP,
)
