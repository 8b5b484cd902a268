"""A locked conversation with the events that its transaction records."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from structlog.contextvars import bound_contextvars

from accounts.models import User
from conversations import clock, rows
from conversations.enums import Author
from conversations.events import Fact
from conversations.models import Conversation, Event
from conversations.wake import wake


class Thread:
    """The one handle through which services change a conversation: it holds the row lock and numbers the events."""

    def __init__(self, conversation: Conversation) -> None:
        """Wrap a conversation whose row is locked by the current transaction."""
        self.conversation = conversation
        self.now: datetime = clock.now()
        self._events: list[Event] = []
        self._stored = dict(vars(conversation))

    def record(self, fact: Fact, *, actor: Author, user: User | None = None) -> int:
        """Note an event of the next version and return that version. It is written when the thread closes."""
        self.conversation.version += 1
        event = Event(
            conversation=self.conversation,
            version=self.conversation.version,
            kind=fact.kind,
            actor=actor,
            user=user,
            payload=fact.payload(),
            created_at=self.now,
        )
        self._events.append(event)
        return event.version

    def close(self) -> None:
        """Write the events and what changed of the conversation, and wake the relay; without an event do nothing."""
        if self._events:
            now = vars(self.conversation)
            rows.update(self.conversation, {name for name in self._stored if now[name] != self._stored[name]})
            rows.insert(*self._events)
            self._events, self._stored = [], dict(now)
            wake("notifications.relay", conversation_id=str(self.conversation.pk))


def find_locked(**equal: Any) -> Conversation | None:
    """Return a conversation that is locked when it is read, with what never changes about it: lead and account.

    Team and holder are read afterwards: after waiting for the lock PostgreSQL has the row as it is now, but the rows
    joined to it as they were before. The lock spares the key: rows that refer to the conversation are written beside
    it (the relay's notifications), and waiting for each other's rows would be a deadlock.
    """
    return rows.find(Conversation, "lead", "account", locked=True, **equal)


@contextmanager
def lock_thread(conversation_id: UUID) -> Iterator[Thread]:
    """Open a transaction, lock the conversation's row and yield its thread; everything is written at the end.

    Raises:
        Conversation.DoesNotExist: there is no such conversation.
    """
    with bound_contextvars(conversation_id=str(conversation_id)), transaction.atomic():
        conversation = find_locked(id=conversation_id)
        if conversation is None:
            raise Conversation.DoesNotExist
        thread = Thread(conversation)
        yield thread
        thread.close()
