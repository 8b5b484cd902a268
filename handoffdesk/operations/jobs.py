"""Jobs of the machine room: signs of life."""

from typing import Any

from celery import current_app, shared_task

from handoffdesk.operations.heartbeats import QUEUES, note_heartbeat
from notifications.realtime.publisher import catch_up


@shared_task(name="handoffdesk.beat_heartbeat")
def beat_heartbeat(**_: Any) -> None:
    """Ask each queue's worker for a sign of life."""
    for queue in QUEUES:
        current_app.send_task("handoffdesk.worker_heartbeat", kwargs={"queue": queue}, queue=queue, expires=30)


@shared_task(name="handoffdesk.worker_heartbeat")
def worker_heartbeat(*, queue: str, **_: Any) -> None:
    """Note that the worker of a queue lives; let it tell browsers of texts that it could not publish."""
    note_heartbeat(queue)
    catch_up()
