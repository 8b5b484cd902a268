"""What each process counts of itself.

With PROMETHEUS_MULTIPROC_DIR all processes of a machine write into that directory, and any of them shows the sum;
without it a process shows its own numbers.
"""

import os
from pathlib import Path

from django.conf import settings
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from conversations.encoding.failures import encoder_failures
from conversations.wake import dropped_wakeups
from handoffdesk.operations.metrics.names import HTTP_LATENCY, HTTP_REQUESTS, SOCKETS
from notifications.realtime.hub import hub
from notifications.realtime.publisher import dropped_pushes

disable_created_metrics()  # type: ignore[no-untyped-call] # a third of the page, which nobody reads
_requests = Counter(HTTP_REQUESTS.name, HTTP_REQUESTS.says, HTTP_REQUESTS.labels)
_latency = Histogram(HTTP_LATENCY.name, HTTP_LATENCY.says, HTTP_LATENCY.labels, buckets=HTTP_LATENCY.buckets)
_sockets = Gauge(SOCKETS.name, SOCKETS.says, multiprocess_mode="livesum")

DOORS = ("hooks", "api", "inbox", "chat", "admin", "accounts", "static", "healthz", "readyz", "metrics")
OTHER = "other"
# Made once: looking a label up takes a lock.
_latencies = {door: _latency.labels(door) for door in (*DOORS, OTHER)}
_counts: dict[tuple[str, int], Counter] = {}


def note_request(path: str, status: int, seconds: float) -> None:
    """Count one answered request by its door (the first piece of the path) and its status."""
    door = path[1:].partition("/")[0]
    if door not in _latencies:
        door = OTHER
    _latencies[door].observe(seconds)
    count = _counts.get((door, status))
    if count is None:
        count = _counts[door, status] = _requests.labels(door, str(status))
    count.inc()


def process_registry() -> CollectorRegistry:
    """Return a registry with the numbers of this process, or of all processes of the machine."""
    _sockets.set(len(hub))
    registry = CollectorRegistry(auto_describe=True)
    if settings.PROMETHEUS_MULTIPROC_DIR:
        _forget_dead(Path(settings.PROMETHEUS_MULTIPROC_DIR))
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # the library's own
    else:
        for metric in (_requests, _latency, _sockets, dropped_pushes(), dropped_wakeups(), encoder_failures()):
            registry.register(metric)
    return registry


def _forget_dead(directory: Path) -> None:
    """Take out the live values of processes that were killed; their counters stay."""
    for pid in {path.stem.rsplit("_", 1)[-1] for path in directory.glob("gauge_live*.db")}:
        if pid.isdigit() and not _lives(int(pid)):
            mark_process_dead(int(pid), str(directory))  # type: ignore[no-untyped-call] # the library's own


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
