"""Promise kept."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Good, Kind, TargetRange, WeekMetric

METRIC = WeekMetric(
    name="promise_kept",
    title=_("Promise kept"),
    sentence=_(
        "Of the handoffs that a person answered, or that were late by an SLA breach, the share answered "
        "by the promised time."
    ),
    section="speed",
    cohort=HANDOFFS,
    kind=Kind.SHARE,
    of=Q(first_reply_at__isnull=False) | Q(first_response_breached_at__isnull=False),
    hit=Q(first_reply_at__lte=F("answer_due_at"), first_response_breached_at__isnull=True),
    good=Good.UP,
    target=TargetRange(low=0.90),
)
