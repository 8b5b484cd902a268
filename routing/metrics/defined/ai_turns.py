"""AI turns."""

from django.utils.translation import gettext_lazy as _

from routing.metrics.cohorts import TURNS
from routing.metrics.metric import Kind, ValueUnit, WeekMetric

METRIC = WeekMetric(
    name="ai_turns",
    title=_("AI turns"),
    sentence=_(
        "Turns of the AI that came due in the week and ended with an answer or a handoff; overtaken ones are left out."
    ),
    section="ai",
    cohort=TURNS,
    kind=Kind.COUNT,
    unit=ValueUnit.ROWS,
)
