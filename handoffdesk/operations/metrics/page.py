"""The page /metrics: who may read it, and its text."""

import hmac
import ipaddress
import threading
import time
from collections.abc import Iterable, Iterator
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector

from handoffdesk.operations.metrics.counting import Counts
from handoffdesk.operations.metrics.names import DATABASE_UP, READ, TALLIED, Metric
from handoffdesk.operations.metrics.process import process_registry
from handoffdesk.operations.metrics.rows import Value, read_rows
from handoffdesk.operations.metrics.tallies import read_counters

# Several servers may scrape, and several times: the database is asked once in this time by each process.
CACHE_SECONDS = 5.0
FORWARDING = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST")
LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})


@require_safe
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer Prometheus; 401 or 403 for everybody else."""
    if not may_read(request):
        if settings.METRICS_TOKEN:
            headers = {"WWW-Authenticate": "Bearer"}
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers=headers)
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    return HttpResponse(page.text(), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """Whether the request carries the token, or, where none is set, comes from this machine and through no proxy."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    return (
        _is_loopback(request.META.get("REMOTE_ADDR", ""))
        and host in LOOPBACK_HOSTS
        and not any(name in request.META for name in FORWARDING)
    )


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


class MetricsPage(Collector):
    """The text of the page, made anew after a few seconds."""

    def __init__(self) -> None:
        """Make nothing yet."""
        self._lock = threading.Lock()
        self._text, self._made = b"", float("-inf")

    def text(self) -> bytes:
        """Return the text; one thread makes it, the others wait for it."""
        with self._lock:
            if time.monotonic() - self._made >= CACHE_SECONDS:
                registry = process_registry()
                registry.register(self)
                self._text, self._made = generate_latest(registry), time.monotonic()
            return self._text

    def forget(self) -> None:
        """Make the text anew at the next request."""
        self._made = float("-inf")

    def collect(self) -> Iterator[Family]:
        """Yield what the database says; without a database only that it is away."""
        try:
            rows, counters = list(read_rows()), read_counters()
        except DatabaseError:
            yield GaugeMetricFamily(DATABASE_UP.name, DATABASE_UP.says, value=0)
            return
        yield from _of_rows([*rows, (DATABASE_UP, (), 1)])
        yield from _of_counters(counters)

    def describe(self) -> Iterable[Family]:
        """Say nothing beforehand: it would cost the queries."""
        return ()


def _of_rows(values: list[Value]) -> Iterator[Family]:
    for metric in READ:
        make = CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily
        family = make(metric.name, metric.says, labels=metric.labels)
        for of, labels, value in values:
            if of is metric:
                family.add_metric(labels, value)
        yield family


def _of_counters(counts: Counts) -> Iterator[Family]:
    for metric in TALLIED:
        mine = {labels: value for (name, labels), value in counts.items() if name == metric.name}
        yield _histogram(metric, mine) if metric.kind == "histogram" else _counter(metric, mine)


def _counter(metric: Metric, values: dict[tuple[str, ...], float]) -> Family:
    family = CounterMetricFamily(metric.name, metric.says, labels=metric.labels)
    for labels, value in sorted(values.items()):
        family.add_metric(labels, value)
    return family


def _histogram(metric: Metric, values: dict[tuple[str, ...], float]) -> Family:
    total, buckets = 0.0, []
    for end in (*map(str, metric.buckets), "+Inf"):
        total += values.get((end,), 0.0)
        buckets.append((end, total))
    family = HistogramMetricFamily(metric.name, metric.says)
    family.add_metric([], buckets=buckets, sum_value=values.get(("sum",), 0.0))
    return family


page = MetricsPage()
