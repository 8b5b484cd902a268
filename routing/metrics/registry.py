"""All metrics: each module of `routing.metrics.defined` holds one, in the order of its section."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from routing.metrics import defined
from routing.metrics.metric import WeekMetric

#: The sections of the report with their names, in order. A metric names one of them.
SECTIONS: dict[str, Promise] = {
    "volume": _("Conversations and handoffs"),
    "speed": _("How fast people answer"),
    "outcome": _("What came of it"),
    "context": _("What people were given"),
    "ai": _("The AI"),
    "tasks": _("Tasks"),
}
#: The five numbers that stand on top.
HEADLINES = ("handoff_rate", "time_to_human", "resolution_rate", "repeat_escalation", "promise_kept")


@cache
def all_metrics() -> dict[str, WeekMetric]:
    """Return each metric by its name, sorted by section, then by name.

    Raises:
        TypeError: a module has no metric of its name, or its section does not exist.
    """
    found = [_read(one.name) for one in iter_modules(defined.__path__)]
    order = list(SECTIONS)
    return {metric.name: metric for metric in sorted(found, key=lambda one: (order.index(one.section), one.name))}


def _read(name: str) -> WeekMetric:
    metric = getattr(import_module(f"{defined.__name__}.{name}"), "METRIC", None)
    if not isinstance(metric, WeekMetric) or metric.name != name or metric.section not in SECTIONS:
        raise TypeError(f"{defined.__name__}.{name} must hold METRIC, named like it, in a section of the report.")
    return metric
