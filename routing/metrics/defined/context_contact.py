"""Context: phone or email known."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.enums import Cause
from routing.metrics.cohorts import HANDOFFS
from routing.metrics.metric import Good, Kind, TargetRange, WeekMetric

METRIC = WeekMetric(
    name="context_contact",
    title=_("Context: phone or email known"),
    sentence=_(
        "Of the handoffs that no agent opened by a takeover, the share whose package has a phone number "
        "or an email address."
    ),
    section="context",
    cohort=HANDOFFS,
    kind=Kind.SHARE,
    of=~Q(cause=Cause.TAKEOVER),
    hit=Q(known_email__isnull=False) | Q(known_phone__isnull=False),
    needs=("known_email", "known_phone"),
    good=Good.UP,
    target=TargetRange(low=1.0),
)
