"""Tokens read."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import TURNS
from routing.metrics.metric import Good, Kind, ValueUnit, WeekMetric

METRIC = WeekMetric(
    name="ai_tokens_in",
    title=_("Tokens read"),
    sentence=_(
        "Tokens that models read for the AI's turns, as their servers report them; the built-in answerer uses none."
    ),
    section="ai",
    cohort=TURNS,
    kind=Kind.TOTAL,
    unit=ValueUnit.TOKENS,
    of=Q(tokens_in__isnull=False),
    needs=("tokens_in",),
    amount="tokens_in",
    good=Good.DOWN,
)
