"""Answered by the AI."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conversations.enums import TurnState
from routing.metrics.cohorts import TURNS
from routing.metrics.metric import Good, Kind, WeekMetric

METRIC = WeekMetric(
    name="ai_answered",
    title=_("Answered by the AI"),
    sentence=_("Of the AI's turns, the share that ended with an answer to the customer."),
    section="ai",
    cohort=TURNS,
    kind=Kind.SHARE,
    hit=Q(state=TurnState.ANSWERED),
    good=Good.UP,
)
