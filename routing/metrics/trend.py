"""A figure beside the four weeks before it: an arrow only where the difference is more than chance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from routing.metrics.chance import counts_differ, shares_differ
from routing.metrics.figure import Figure
from routing.metrics.measure import measure, time_figure
from routing.metrics.metric import Good, Kind, WeekMetric
from routing.metrics.scope import Scope

WEEKS_BEFORE = 4


class Arrow(StrEnum):
    """Where a figure went."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class Standing(StrEnum):
    """How a figure stands to its target."""

    MET = "met"
    MISSED = "missed"
    TOO_FEW = "too_few"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Trend:
    """A metric's figure of a week, those of the four weeks before (the oldest first), and what they make together."""

    metric: WeekMetric
    figure: Figure
    before: tuple[Figure, ...]
    usual: float | None
    arrow: Arrow
    running: bool

    @property
    def small(self) -> bool:
        """Whether the value is of too few rows to lean on; a number of rows is what it is."""
        return self.metric.kind not in (Kind.COUNT, Kind.TOTAL) and self.figure.count < self.metric.minimum

    @property
    def judgement(self) -> Standing:
        """Whether the target is met."""
        if self.metric.target is None or self.figure.value is None:
            return Standing.NONE
        if self.small:
            return Standing.TOO_FEW
        return Standing.MET if self.metric.target.met(self.figure.value) else Standing.MISSED

    @property
    def better(self) -> bool | None:
        """Whether the arrow points the good way; None without an arrow or where neither is better."""
        if self.arrow == Arrow.NONE or self.metric.good not in (Good.UP, Good.DOWN):
            return None
        return self.arrow.value == self.metric.good.value


def trends(metrics: Iterable[WeekMetric], scope: Scope) -> dict[str, Trend]:
    """Return each metric's figure with the four weeks before."""
    wanted = tuple(metrics)
    weeks = [measure(wanted, scope.shifted(-back)) for back in range(WEEKS_BEFORE, -1, -1)]
    running = scope.week.is_running(scope.now)
    found = {}
    for metric in wanted:
        *before, figure = (week[metric.name] for week in weeks)
        usual = _usual(metric, before)
        arrow = _arrow(metric, figure, before, usual, running=running)
        found[metric.name] = Trend(metric, figure, tuple(before), usual, arrow, running)
    return found


def _usual(metric: WeekMetric, before: Sequence[Figure]) -> float | None:
    """Return what the earlier weeks come to: of numbers of rows their mean, else the value of all rows together."""
    count = sum(figure.count for figure in before)
    match metric.kind:
        case Kind.COUNT | Kind.TOTAL:
            return sum(figure.value or 0 for figure in before) / len(before)
        case Kind.SHARE:
            return sum(figure.hits for figure in before) / count if count else None
        case Kind.MEAN:
            return sum(figure.total for figure in before) / count if count else None
        case _:
            return time_figure(sorted(value for figure in before for value in figure.ordered)).value


def _arrow(
    metric: WeekMetric, figure: Figure, before: Sequence[Figure], usual: float | None, *, running: bool
) -> Arrow:
    if figure.value is None or usual is None or not _differs(metric, figure, before, usual, running=running):
        return Arrow.NONE
    return Arrow.UP if figure.value > usual else Arrow.DOWN


def _differs(metric: WeekMetric, figure: Figure, before: Sequence[Figure], usual: float, *, running: bool) -> bool:
    count = sum(one.count for one in before)
    if metric.kind == Kind.COUNT:
        # Half a week has half the rows.
        return not running and counts_differ(figure.count, [one.count for one in before])
    if min(figure.count, count) < metric.minimum:
        return False
    if metric.kind == Kind.SHARE:
        return shares_differ((figure.hits, figure.count), (sum(one.hits for one in before), count))
    # Of a sum nobody knows how far it strays by chance.
    return metric.kind != Kind.TOTAL and figure.interval is not None and not figure.interval.holds(usual)
