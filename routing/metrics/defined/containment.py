"""Contained by the AI."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import CONVERSATIONS
from routing.metrics.metric import Good, Kind, TargetRange, WeekMetric

METRIC = WeekMetric(
    name="containment",
    title=_("Contained by the AI"),
    sentence=_(
        "Of the conversations of the week, the share that the AI answered, without a handoff and without"
        " a word of a person in it."
    ),
    section="volume",
    cohort=CONVERSATIONS,
    kind=Kind.SHARE,
    hit=Q(ai_answered=True, handed_off=False, person_answered=False),
    needs=("ai_answered", "handed_off", "person_answered"),
    good=Good.UP,
    target=TargetRange(low=0.70),
)
