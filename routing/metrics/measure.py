"""Making figures of rows: one statement for all metrics of a cohort, and one more for its clocks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Count, F, FloatField, Sum
from django.db.models.functions import Cast

from routing.metrics.chance import of_mean, of_median, percentile, wilson
from routing.metrics.cohort import Cohort, Rows
from routing.metrics.figure import Figure
from routing.metrics.metric import Kind, WeekMetric
from routing.metrics.opening import open_times
from routing.metrics.scope import Dimension, Scope

UNKNOWN = Figure(asked=False)
Groups = dict[Any, dict[str, Figure]]


def measure(metrics: Iterable[WeekMetric], scope: Scope) -> dict[str, Figure]:
    """Return the figure of each metric by its name; of metrics that cannot be filtered so, one that says so."""
    wanted = tuple(metrics)
    figures = {metric.name: UNKNOWN for metric in wanted}
    for cohort, asked in _by_cohort(wanted):
        if cohort.answers(scope):
            figures |= _cohort_groups(cohort, asked, scope, group="").get(None, _nothing(asked))
    return figures


def measure_groups(metrics: Iterable[WeekMetric], scope: Scope, dimension: Dimension) -> Groups:
    """Return the figures of each value that the rows have in a dimension; cohorts without that column are left out."""
    found: Groups = defaultdict(dict)
    for cohort, asked in _by_cohort(tuple(metrics)):
        if cohort.answers(scope) and dimension in cohort.columns:
            for key, figures in _cohort_groups(cohort, asked, scope, group=cohort.columns[dimension]).items():
                found[key] |= figures
    return dict(found)


def _by_cohort(metrics: Sequence[WeekMetric]) -> Iterator[tuple[Cohort, list[WeekMetric]]]:
    cohorts: dict[str, list[WeekMetric]] = defaultdict(list)
    for metric in metrics:
        cohorts[metric.cohort.name].append(metric)
    for asked in cohorts.values():
        yield asked[0].cohort, asked


def _nothing(metrics: Sequence[WeekMetric]) -> dict[str, Figure]:
    return {metric.name: _figure(metric, (0, 0, 0.0, 0.0)) for metric in metrics}


def _cohort_groups(cohort: Cohort, metrics: Sequence[WeekMetric], scope: Scope, *, group: str) -> Groups:
    """Return the figures of each value of a column, or of all rows under None."""
    timed = [metric for metric in metrics if metric.clock]
    counted = [metric for metric in metrics if not metric.clock]
    grouped = {group} & cohort.facts.keys()
    found: Groups = defaultdict(dict)
    if counted:
        needs = {name for metric in counted for name in (*metric.needs, *({metric.amount} & cohort.facts.keys()))}
        rows = cohort.rows(scope, tuple(needs | grouped)).order_by()
        for key, sums in _sums(rows, counted, group):
            for number, metric in enumerate(counted):
                found[key][metric.name] = _figure(metric, sums[number * 4 : number * 4 + 4])
    if timed:
        needs = {name for metric in timed for name in metric.needs}
        rows = cohort.rows(scope, tuple(needs | grouped)).order_by()
        times = _times(rows, timed, cohort.columns[Dimension.TEAM], group)
        for key, figures in times.items():
            found[key] |= figures
    return dict(found)


def _sums(rows: Rows, metrics: Sequence[WeekMetric], group: str) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Yield for each group four numbers a metric: rows, hits, sum of amounts, sum of their squares."""
    parts: dict[str, Any] = {}
    for number, metric in enumerate(metrics):
        amount = Cast(F(metric.amount), FloatField()) if metric.amount else None
        parts[f"n{number}"] = Count("pk", filter=metric.of)
        if metric.hit is not None:
            parts[f"h{number}"] = Count("pk", filter=metric.of & metric.hit)
        if amount is not None:
            parts[f"t{number}"] = Sum(amount, filter=metric.of)
            parts[f"s{number}"] = Sum(amount * amount, filter=metric.of)
    names = [f"{letter}{number}" for number in range(len(metrics)) for letter in "nhts"]
    answers = rows.values(group).annotate(**parts) if group else [rows.aggregate(**parts)]
    for answer in answers:
        yield answer.get(group), tuple(answer.get(name) or 0 for name in names)


def _figure(metric: WeekMetric, sums: Sequence[Any]) -> Figure:
    count, hits, total, squares = int(sums[0]), int(sums[1]), float(sums[2]), float(sums[3])
    match metric.kind:
        case Kind.COUNT:
            return Figure(count=count, value=float(count))
        case Kind.SHARE:
            value = hits / count if count else None
            return Figure(count=count, hits=hits, value=value, interval=wilson(hits, count))
        case Kind.TOTAL:
            return Figure(count=count, value=total, total=total, squares=squares)
        case Kind.MEAN:
            mean = total / count if count else None
            return Figure(count, value=mean, total=total, squares=squares, interval=of_mean(total, squares, count))
        case _:
            return time_figure(())


def time_figure(ordered: Sequence[float]) -> Figure:
    """Return the figure of times in order: their median, and as `late` the 90th percentile."""
    if not ordered:
        return Figure()
    middle, late = percentile(ordered, 0.5), percentile(ordered, 0.9)
    return Figure(len(ordered), value=middle, late=late, interval=of_median(ordered), ordered=tuple(ordered))


def _times(rows: Rows, metrics: Sequence[WeekMetric], team: str, group: str) -> Groups:
    """Return the figures of clocks; rows whose clock has not stopped are not counted."""
    found: Groups = {}
    for metric in metrics:
        for key, ordered in _lengths(metric, rows, team, group).items():
            found.setdefault(key, _nothing(metrics))[metric.name] = time_figure(ordered)
    return found or ({} if group else {None: _nothing(metrics)})


def _lengths(metric: WeekMetric, rows: Rows, team: str, group: str) -> dict[Any, list[float]]:
    """Return the seconds of a clock by group, in order."""
    clock = metric.clock
    lengths: dict[Any, list[float]] = defaultdict(list)
    stretches = list(metric.stretches(rows, *((group,) if group else ()), team)) if clock else []
    if clock is None or not stretches:
        return lengths
    first, last = min(row[-2] for row in stretches), max(row[-1] for row in stretches)
    opening = open_times({row[-3] for row in stretches} if clock.open_only else set(), first, last)
    for *keys, start, end in stretches:
        seconds = opening[keys[-1]].seconds(start, end) if clock.open_only else (end - start).total_seconds()
        lengths[keys[0] if group else None].append(seconds)
    return {key: sorted(values) for key, values in lengths.items()}
