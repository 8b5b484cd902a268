"""Handoffs of the week by reason, team, channel, language and person, and when they open."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team, User
from conversations.adapters.registry import CHANNELS
from conversations.enums import LeadClass
from handoffdesk.reports.address import write_address
from handoffdesk.reports.words import value_words
from routing.metrics.cohorts import HANDOFFS
from routing.metrics.figure import Figure
from routing.metrics.measure import measure_groups
from routing.metrics.registry import all_metrics
from routing.metrics.scope import Dimension, Scope
from triggers.enums import Category
from triggers.models import Scenario

TITLES = {
    Dimension.CATEGORY: gettext_lazy("Reason"),
    Dimension.SCENARIO: gettext_lazy("Scenario"),
    Dimension.PHRASE: gettext_lazy("Phrase"),
    Dimension.TEAM: gettext_lazy("Team"),
    Dimension.CHANNEL: gettext_lazy("Channel"),
    Dimension.LANGUAGE: gettext_lazy("Language"),
    Dimension.LEAD_CLASS: gettext_lazy("Lead class"),
    Dimension.AGENT: gettext_lazy("Agent"),
}
#: The figures of each line of a breakdown; the first is its length.
OF_GROUPS = ("handoffs", "time_to_human", "resolution_rate", "repeat_escalation")
OF_PEOPLE = ("handoffs", "time_to_human", "first_reply_in_hours", "resolution_rate", "tasks_done", "tasks_in_time")
LONGEST_LIST = 15
#: A phrase may be a page of alternatives.
LONGEST_NAME = 60
BAR = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a dimension: its name, its figures in words, its share of the longest bar, and its address."""

    name: str
    values: list[str]
    length: int
    address: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table; `more`: how many lines were left out."""

    dimension: Dimension
    title: str
    heads: list[str]
    lines: list[Line]
    more: int


def make_breakdowns(scope: Scope) -> list[Breakdown]:
    """Return the tables of the week that have lines; none for filters that handoffs do not have."""
    if not HANDOFFS.answers(scope):
        return []
    found = [_breakdown(scope, dimension) for dimension in Dimension]
    return [one for one in found if one.lines]


def _breakdown(scope: Scope, dimension: Dimension) -> Breakdown:
    names = OF_PEOPLE if dimension == Dimension.AGENT else OF_GROUPS
    metrics = [all_metrics()[name] for name in names]
    groups = {key: one for key, one in measure_groups(metrics, scope, dimension).items() if key not in (None, "")}
    ranked = sorted(groups, key=lambda key: (-_count(groups[key]), str(key)))
    called = _names(dimension, ranked)
    largest = max((_count(one) for one in groups.values()), default=0) or 1
    lines = [
        Line(
            name=Truncator(called.get(key, str(key))).chars(LONGEST_NAME),
            values=[_words(groups[key], name) for name in names],
            length=round(BAR * _count(groups[key]) / largest),
            address=write_address(scope.narrowed(dimension, key)),
        )
        for key in ranked[:LONGEST_LIST]
    ]
    heads = [str(metric.title) for metric in metrics]
    return Breakdown(dimension, str(TITLES[dimension]), heads, lines, max(len(ranked) - LONGEST_LIST, 0))


def _count(figures: dict[str, Figure]) -> int:
    return figures["handoffs"].count if "handoffs" in figures else 0


def _words(figures: dict[str, Figure], name: str) -> str:
    figure = figures.get(name, Figure())
    return value_words(figure.value, all_metrics()[name].unit)


def _names(dimension: Dimension, keys: list[Any]) -> dict[Any, str]:
    """Return what the values of a dimension are called."""
    match dimension:
        case Dimension.TEAM:
            return dict(Team.objects.filter(pk__in=keys).values_list("pk", "name"))
        case Dimension.AGENT:
            return {user.pk: str(user) for user in User.objects.filter(pk__in=keys)}
        case Dimension.CHANNEL:
            return {key: str(one.label) for key, one in CHANNELS.items()}
        case Dimension.CATEGORY:
            return {key: str(label) for key, label in Category.choices}
        case Dimension.SCENARIO:
            return dict(Scenario.objects.filter(key__in=keys).values_list("key", "name"))
        case Dimension.LEAD_CLASS:
            return {key: str(label) for key, label in LeadClass.choices}
        case _:
            return {}


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of a weekday: how many handoffs opened in it, and how dark it is drawn (0 to 4)."""

    count: int
    level: int


def make_hours(scope: Scope) -> list[tuple[str, list[Hour]]]:
    """Return for each weekday its 24 hours by the desk's clock."""
    opened = HANDOFFS.rows(scope).order_by().values_list("detected_at", flat=True)
    local = (moment.astimezone(scope.week.zone) for moment in opened)
    counts = Counter((moment.weekday(), moment.hour) for moment in local)
    largest = max(counts.values(), default=0)
    days = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return [
        (day, [Hour(n, -(-4 * n // largest) if largest else 0) for n in (counts[number, hour] for hour in range(24))])
        for number, day in enumerate(days)
    ]
