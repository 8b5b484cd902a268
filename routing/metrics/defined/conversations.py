"""Conversations."""

from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import CONVERSATIONS
from routing.metrics.metric import Kind, ValueUnit, WeekMetric

METRIC = WeekMetric(
    name="conversations",
    title=_("Conversations"),
    sentence=_("Conversations in which the customer wrote at least once in the week."),
    section="volume",
    cohort=CONVERSATIONS,
    kind=Kind.COUNT,
    unit=ValueUnit.ROWS,
)
