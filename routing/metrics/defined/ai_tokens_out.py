"""Tokens written."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import TURNS
from routing.metrics.metric import Good, Kind, ValueUnit, WeekMetric

METRIC = WeekMetric(
    name="ai_tokens_out",
    title=_("Tokens written"),
    sentence=_("Tokens that models wrote for the AI's turns, as their servers report them."),
    section="ai",
    cohort=TURNS,
    kind=Kind.TOTAL,
    unit=ValueUnit.TOKENS,
    of=Q(tokens_out__isnull=False),
    needs=("tokens_out",),
    amount="tokens_out",
    good=Good.DOWN,
)
