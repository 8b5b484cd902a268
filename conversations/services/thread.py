"""A locked conversation with the events that its transaction records."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from conversations import clock
from conversations.enums import Author
from conversations.models import Conversation, Event
from conversations.wake import wake


class Thread:
    """The one handle through which services change a conversation: it holds the row lock and numbers the events."""

    def __init__(self, conversation: Conversation) -> None:
        """Wrap a conversation whose row is locked by the current transaction."""
        self.conversation = conversation
        self.now: datetime = clock.now()
        self._events: list[Event] = []

    def record(self, kind: str, *, actor: Author, user: User | None = None, **payload: Any) -> int:
        """Note an event of the next version and return that version. It is written when the thread closes."""
        self.conversation.version += 1
        event = Event(
            conversation=self.conversation,
            version=self.conversation.version,
            kind=kind,
            actor=actor,
            user=user,
            payload=payload,
            created_at=self.now,
        )
        self._events.append(event)
        return event.version

    def close(self) -> None:
        """Write the conversation and its events, and wake the relay; without an event nothing has changed."""
        if self._events:
            self.conversation.save()
            Event.objects.bulk_create(self._events)
            self._events = []
            wake("notifications.relay", conversation_id=str(self.conversation.pk))


def locked_rows() -> QuerySet[Conversation]:
    """Return conversations that are locked when they are read, with what never changes about them.

    Team and holder are read afterwards: after waiting for the lock PostgreSQL has the row as it is now, but the rows
    joined to it as they were before.
    """
    return Conversation.objects.select_for_update(of=("self",)).select_related("lead", "account")


@contextmanager
def lock_thread(conversation_id: UUID) -> Iterator[Thread]:
    """Open a transaction, lock the conversation's row and yield its thread; everything is written at the end.

    Raises:
        Conversation.DoesNotExist: there is no such conversation.
    """
    with transaction.atomic():
        thread = Thread(locked_rows().get(pk=conversation_id))
        yield thread
        thread.close()
