"""Tasks done in time."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from routing.enums import TaskState
from routing.metrics.cohorts import TASKS
from routing.metrics.metric import Good, Kind, TargetRange, WeekMetric

METRIC = WeekMetric(
    name="tasks_in_time",
    title=_("Tasks done in time"),
    sentence=_("Of the tasks that came due in the week and were not cancelled, the share that was done by then."),
    section="tasks",
    cohort=TASKS,
    kind=Kind.SHARE,
    hit=Q(state=TaskState.DONE, done_at__lte=F("due_at")),
    good=Good.UP,
    target=TargetRange(low=0.90),
)
