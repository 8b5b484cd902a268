"""The week's figures."""

from typing import NotRequired, TypedDict

from rest_framework.request import Request
from rest_framework.response import Response

from handoffdesk.api.calls import Call
from handoffdesk.api.serializers import ReportQuery
from handoffdesk.api.views.base import DeskView
from handoffdesk.reports.address import read_scope
from handoffdesk.reports.cards import readable_metrics
from routing.metrics.plans import uncompiled
from routing.metrics.trend import Trend, trends


class MetricPayload(TypedDict):
    """One metric of a week. A share is a number from 0 to 1, a time is in seconds; null where nothing was counted.

    `before`: the values of the four weeks before, the oldest first, and `usual` what they come to together. `late`: the
    90th percentile of a time. `arrow` is none unless the difference is more than chance.
    """

    name: str
    title: str
    definition: str
    section: str
    unit: str
    value: float | None
    late: NotRequired[float]
    count: int
    hits: int
    interval: list[float]
    before: list[float | None]
    usual: float | None
    arrow: str
    judgement: str
    small: bool


class ReportPayload(TypedDict):
    """A week of the desk, from its first instant until before its end."""

    week: str
    zone: str
    begins: str
    ends: str
    running: bool
    metrics: list[MetricPayload]


class Report(DeskView):
    """A week."""

    section = "reports"
    calls = {"GET": Call(ReportPayload, query=ReportQuery)}

    def get(self, request: Request) -> Response:
        """Return the figures that one may read: an agent's own, those of a manager's teams."""
        given = {name: str(value) for name, value in self.query().items() if value not in (None, "")}
        scope = read_scope(given, self.person)
        with uncompiled():
            found = trends(readable_metrics(scope), scope)
        answer = ReportPayload(
            week=scope.week.name,
            zone=scope.week.zone.key,
            begins=scope.week.begins.isoformat(),
            ends=scope.week.ends.isoformat(),
            running=scope.week.is_running(scope.now),
            metrics=[describe(trend) for trend in found.values()],
        )
        return Response(answer)


def describe(trend: Trend) -> MetricPayload:
    """Return a metric as JSON."""
    metric, figure = trend.metric, trend.figure
    payload = MetricPayload(
        name=metric.name,
        title=str(metric.title),
        definition=str(metric.sentence),
        section=metric.section,
        unit=metric.unit.value,
        value=figure.value,
        count=figure.count,
        hits=figure.hits,
        interval=[figure.interval.low, figure.interval.high] if figure.interval else [],
        before=[one.value for one in trend.before],
        usual=trend.usual,
        arrow=trend.arrow.value,
        judgement=trend.judgement.value,
        small=trend.small,
    )
    if figure.late is not None:
        payload["late"] = figure.late
    return payload
