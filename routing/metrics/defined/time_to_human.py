"""Time to human."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.enums import Cause
from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Clock, Good, Kind, TargetRange, ValueUnit, WeekMetric

METRIC = WeekMetric(
    name="time_to_human",
    title=_("Time to human"),
    sentence=_(
        "From the moment a handoff opens until a person's first words to the customer, day and night; "
        "takeovers are left out, because no one waited."
    ),
    section="speed",
    cohort=HANDOFFS,
    kind=Kind.TIME,
    of=~Q(cause=Cause.TAKEOVER),
    unit=ValueUnit.SECONDS,
    clock=Clock("detected_at", "first_reply_at"),
    good=Good.DOWN,
    target=TargetRange(high=60),
)
