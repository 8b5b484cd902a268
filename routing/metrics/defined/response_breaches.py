"""First response late."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Good, Kind, WeekMetric

METRIC = WeekMetric(
    name="response_breaches",
    title=_("First response late"),
    sentence=_("Of the handoffs of the week, the share with an SLA breach of the first response."),
    section="speed",
    cohort=HANDOFFS,
    kind=Kind.SHARE,
    hit=Q(first_response_breached_at__isnull=False),
    good=Good.DOWN,
)
