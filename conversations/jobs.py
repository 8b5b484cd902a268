"""Jobs of the conversations floor."""

from typing import Any
from uuid import UUID

from celery import shared_task

from conversations.services import delivery, vectors


@shared_task(name="conversations.deliver")
def deliver(*, conversation_id: str, **_: Any) -> None:
    """Send what a conversation has queued."""
    delivery.deliver(conversation_id=UUID(conversation_id))


@shared_task(name="conversations.sweep_outbox")
def sweep_outbox(**_: Any) -> None:
    """Find outgoing messages that are due."""
    delivery.sweep_outbox()


@shared_task(name="conversations.sweep_vectors")
def sweep_vectors(**_: Any) -> None:
    """Drop vectors of texts that were made long ago."""
    vectors.sweep_vectors()
