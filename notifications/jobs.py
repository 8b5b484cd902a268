"""Jobs of the notifications floor."""

from typing import Any
from uuid import UUID

from celery import shared_task

from notifications.services import deliveries
from notifications.services import relay as relays


@shared_task(name="notifications.relay")
def relay(*, conversation_id: str, **_: Any) -> None:
    """Tell people and browsers of a conversation's new events."""
    relays.relay(conversation_id=UUID(conversation_id))


@shared_task(name="notifications.sweep_events")
def sweep_events(**_: Any) -> None:
    """Find events that nobody has been told of."""
    relays.sweep_events()


@shared_task(name="notifications.deliver")
def deliver(*, transport: str, **_: Any) -> None:
    """Send what is due by one transport."""
    deliveries.deliver(transport=transport)


@shared_task(name="notifications.sweep_deliveries")
def sweep_deliveries(**_: Any) -> None:
    """Find notifications that are due by any transport."""
    deliveries.sweep_deliveries()
