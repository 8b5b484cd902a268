"""Telling people by the transports: planned with the notification, claimed, sent outside any transaction, settled.

Any number of senders may run: a row is claimed by a conditional UPDATE, and settled only by who claimed it last.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from accounts.languages import read_language
from conversations import rows
from conversations.wake import wake
from notifications.enums import Told
from notifications.models import Notification, NotificationDelivery, NotificationPreference
from notifications.selectors import visible_notifications
from notifications.transports.base import DeliveryLost, DeliveryRefused, DeliverySent, Letter, Outcome, Transport
from notifications.transports.registry import TRANSPORTS, sent_later
from notifications.wording import word

logger = logging.getLogger(__name__)

# Longer than any transport's time-outs together.
LEASE = timedelta(seconds=90)
FIRST_BACKOFF = timedelta(seconds=15)
LONGEST_BACKOFF = timedelta(minutes=30)
DOWN_PAUSE = timedelta(seconds=30)
MOST_ATTEMPTS = 10
LOST_SENDER = "The sender was stopped while it sent."


def plan(notes: Sequence[Notification]) -> None:
    """Write the rows by which these stored notifications reach their people, in the caller's transaction.

    One statement, which asks on its way what everybody chose (`notifications.services.preferences`). A sender is woken
    for each transport that has something to send.
    """
    if not notes:
        return
    keys = [note.pk for note in notes]
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    values: list[object] = []
    for transport in TRANSPORTS.values():
        state, due_at, sent_at = (Told.SENT, None, now) if transport.is_instant else (Told.WAITING, now, None)
        values += [transport.name, state.value, due_at, sent_at, transport.name, not transport.is_optional]
        values += [*keys, transport.is_on]
    written = rows.fetch(_plan_text(len(keys)), values)
    for name in sorted({name for name, state in written if state == Told.WAITING}):
        wake("notifications.deliver", transport=name)


@lru_cache(maxsize=64)
def _plan_text(count: int) -> str:
    """Return the INSERT of the deliveries of so many notifications: one SELECT for each transport."""
    delivery, note, chosen = (
        f'"{model._meta.db_table}"' for model in (NotificationDelivery, Notification, NotificationPreference)
    )
    # A choice that people may not make is not looked at.
    each = (
        f"SELECT n.id, %s, %s, 0, {_moment()}, '', {_moment()}"  # noqa: S608 - names of our own models
        f" FROM {note} n LEFT JOIN {chosen} p ON p.user_id = n.user_id AND p.kind = n.kind AND p.transport = %s"
        f" AND NOT %s WHERE n.id IN ({', '.join(['%s'] * count)}) AND COALESCE(p.is_on, %s)"
    )
    columns = "notification_id, transport, state, attempts, next_attempt_at, error, sent_at"
    arms = " UNION ALL ".join([each] * len(TRANSPORTS))
    return f"INSERT INTO {delivery} ({columns}) {arms} ON CONFLICT DO NOTHING RETURNING transport, state"


def _moment() -> str:
    """Return the place of a time that may be NULL, in the form that the database needs to tell its type."""
    return "%s" if connection.vendor == "sqlite" else "CAST(%s AS timestamptz)"


def sweep_deliveries() -> int:
    """Wake a sender for each transport that has something due; return how many."""
    found = sorted(set(due_deliveries().order_by().values_list("transport", flat=True).distinct()))
    for transport in found:
        wake("notifications.deliver", transport=transport)
    return len(found)


def due_deliveries() -> QuerySet[NotificationDelivery]:
    """Return what is due for a first or further attempt, and what a sender left that died."""
    names = [transport.name for transport in sent_later()]
    return NotificationDelivery.objects.filter(
        transport__in=names, state__in=(Told.WAITING, Told.SENDING), next_attempt_at__lte=timezone.now()
    )


def deliver(*, transport: str, limit: int = 200) -> int:
    """Send what is due by one transport, one after the other; return how many were tried.

    One sender at a time for each transport, so that a server that hangs holds one thread and not all of them.
    """
    due = due_deliveries().filter(transport=transport).order_by("next_attempt_at", "pk")
    at_work = NotificationDelivery.objects.filter(transport=transport, state=Told.SENDING)
    tried = 0
    while tried < limit and not at_work.filter(next_attempt_at__gt=timezone.now()).exists():
        delivery = due.select_related("notification__user", "notification__conversation__lead").first()
        if delivery is None:
            break
        tried += 1
        outcome = _attempt(delivery, TRANSPORTS[transport])
        if isinstance(outcome, DeliveryRefused) and outcome.is_down:
            due.filter(state=Told.WAITING).update(next_attempt_at=timezone.now() + DOWN_PAUSE)
            break
    return tried


def _attempt(delivery: NotificationDelivery, transport: Transport) -> Outcome | None:
    """Claim, send and settle one delivery; None when it was another sender's or is not needed any more."""
    if not _claim(delivery, transport):
        return None
    why_not = _obstacle(delivery.notification, transport)
    if why_not:
        _settle(delivery, state=Told.DROPPED, error=why_not)
        return None
    outcome = transport.send(_letter(delivery, transport))
    _note(delivery, transport, outcome)
    return outcome


def _claim(delivery: NotificationDelivery, transport: Transport) -> bool:
    """Take the row as it was read. What a dead sender left becomes `unknown` where a repetition would do harm."""
    found = NotificationDelivery.objects.filter(pk=delivery.pk, state=delivery.state, attempts=delivery.attempts)
    if delivery.state == Told.SENDING and not transport.may_repeat:
        found.update(state=Told.UNKNOWN, error=LOST_SENDER, next_attempt_at=None)
        return False
    now = timezone.now()
    if not found.update(state=Told.SENDING, attempts=F("attempts") + 1, next_attempt_at=now + LEASE):
        return False
    delivery.attempts += 1
    return True


def _obstacle(note: Notification, transport: Transport) -> str:
    """Return why this person need not be told now, or "": much may have happened since it was planned."""
    if not note.user.is_active:
        return "The person was deactivated."
    if note.read_at:
        return "It was read in the bell."
    if not transport.address_of(note.user):
        return "The person has no address there."
    return "" if visible_notifications(note.user).filter(pk=note.pk).exists() else "The conversation is out of sight."


def _letter(delivery: NotificationDelivery, transport: Transport) -> Letter:
    note = delivery.notification
    where = reverse("inbox-conversation", args=[note.conversation_id]) if note.conversation_id else reverse("inbox")
    with translation.override(read_language(note.user.language) or settings.LANGUAGE_CODE):
        return Letter(
            key=str(note.pk),
            address=transport.address_of(note.user),
            words=word(note),
            link=f"{settings.PUBLIC_BASE_URL}{where}",
            notification=note,
        )


def _note(delivery: NotificationDelivery, transport: Transport, outcome: Outcome) -> None:
    if isinstance(outcome, DeliverySent):
        _settle(delivery, state=Told.SENT)
    elif isinstance(outcome, DeliveryLost) and not transport.may_repeat:
        _settle(delivery, state=Told.UNKNOWN, error=outcome.error)
    elif (isinstance(outcome, DeliveryRefused) and outcome.permanent) or delivery.attempts >= MOST_ATTEMPTS:
        _settle(delivery, state=Told.FAILED, error=outcome.error)
        logger.warning("a notification was not delivered", extra={"delivery": delivery.pk, "by": transport.name})
    else:
        wait = min(FIRST_BACKOFF * 2 ** (delivery.attempts - 1), LONGEST_BACKOFF)
        asked = outcome.retry_after if isinstance(outcome, DeliveryRefused) and outcome.retry_after else timedelta()
        _settle(delivery, state=Told.WAITING, error=outcome.error, after=max(wait, asked))


def _settle(delivery: NotificationDelivery, *, state: Told, error: str = "", after: timedelta | None = None) -> None:
    """Write how it went, unless the lease ran out and somebody else has it by now."""
    now = timezone.now()
    mine = NotificationDelivery.objects.filter(Q(pk=delivery.pk, state=Told.SENDING, attempts=delivery.attempts))
    mine.update(
        state=state,
        error=error[:300],
        next_attempt_at=now + after if after else None,
        sent_at=now if state == Told.SENT else None,
    )


def try_again(found: QuerySet[NotificationDelivery]) -> int:
    """Queue failed and unknown deliveries anew because a person asked for it; return how many."""
    failed = found.filter(state__in=(Told.FAILED, Told.UNKNOWN))
    return failed.update(state=Told.WAITING, attempts=0, error="", next_attempt_at=timezone.now())
