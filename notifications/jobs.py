"""Jobs of the notifications floor."""

from typing import Any
from uuid import UUID

from celery import shared_task

from notifications.services import relay as relays


@shared_task(name="notifications.relay")
def relay(*, conversation_id: str, **_: Any) -> None:
    """Tell people and browsers of a conversation's new events."""
    relays.relay(conversation_id=UUID(conversation_id))


@shared_task(name="notifications.sweep_events")
def sweep_events(**_: Any) -> None:
    """Find events that nobody has been told of."""
    relays.sweep_events()
