"""First reply in opening hours."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.enums import Cause
from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Clock, Good, Kind, TargetRange, ValueUnit, WeekMetric

METRIC = WeekMetric(
    name="first_reply_in_hours",
    title=_("First reply in opening hours"),
    sentence=_("The same time, counted only while the team's calendar is open."),
    section="speed",
    cohort=HANDOFFS,
    kind=Kind.TIME,
    of=~Q(cause=Cause.TAKEOVER),
    unit=ValueUnit.SECONDS,
    clock=Clock("detected_at", "first_reply_at", open_only=True),
    good=Good.DOWN,
    target=TargetRange(high=300),
)
