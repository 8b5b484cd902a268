"""Tasks done."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.enums import TaskState
from routing.metrics.cohorts import TASKS
from routing.metrics.metric import Good, Kind, WeekMetric

METRIC = WeekMetric(
    name="tasks_done",
    title=_("Tasks done"),
    sentence=_("Of the tasks that came due in the week and were not cancelled, the share that is done."),
    section="tasks",
    cohort=TASKS,
    kind=Kind.SHARE,
    hit=Q(state=TaskState.DONE),
    good=Good.UP,
)
