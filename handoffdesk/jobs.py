"""Jobs of the top floor: heartbeats."""

from typing import Any

from celery import shared_task

from handoffdesk.celery import app
from handoffdesk.health import QUEUES, note_heartbeat


@shared_task(name="handoffdesk.beat_heartbeat")
def beat_heartbeat(**_: Any) -> None:
    """Note that beat lives and ask each queue's worker for the same."""
    note_heartbeat("beat")
    for queue in QUEUES:
        app.send_task("handoffdesk.worker_heartbeat", kwargs={"queue": queue}, queue=queue, expires=30)


@shared_task(name="handoffdesk.worker_heartbeat")
def worker_heartbeat(*, queue: str, **_: Any) -> None:
    """Note that the worker of a queue lives."""
    note_heartbeat(queue)
