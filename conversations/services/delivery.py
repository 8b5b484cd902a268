"""Sending the outbox: in order per conversation, forward only, never twice on a doubt."""

import logging
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from conversations import failpoints, rows
from conversations.adapters.base import DeliveryReport, Lost, Problem, Sender, SendRefused, SendResult, Sent
from conversations.adapters.outgoing import Outgoing, OutgoingReaction
from conversations.adapters.registry import get_adapter
from conversations.enums import DELIVERY_RANK, Author, Delivery, Direction, Reachability
from conversations.events.talk import MOVED, MessageRetried
from conversations.models import ChannelAccount, Conversation, LeadIdentity, Message
from conversations.models.secrets import lost_secrets
from conversations.services.floor import SUPERSEDED, ai_may_speak
from conversations.services.reach import obstacle, set_reach
from conversations.services.thread import Thread, lock_thread
from conversations.wake import wake

logger = logging.getLogger(__name__)

# A sender that has not reported back after this died between claim and answer: nobody knows whether it was sent.
LEASE = timedelta(seconds=2 * settings.HTTP_TIMEOUT_SECONDS + 10)
FIRST_BACKOFF = timedelta(seconds=2)
LONGEST_BACKOFF = timedelta(minutes=15)
MAX_ATTEMPTS = 10
# How often it is looked whether the key of an account's secrets is back.
KEY_PAUSE = timedelta(seconds=30)
REACTION = "reaction"
PENDING = (Delivery.QUEUED, Delivery.SENDING)
# What an agent reads of a message that may not go out any more.
FORBIDDEN = {
    "window": "The customer last wrote too long ago for this channel. Wait until they write again.",
    "reach": "The customer has opted out or can't be reached on this channel.",
}
LOST_SENDER = "The sender stopped before recording the provider's response."


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A message that this sender alone may send now, and its conversation as it was when the message was claimed."""

    message: Message
    conversation: Conversation


def deliver(*, conversation_id: UUID) -> int:
    """Send what the conversation has queued, oldest first, until nothing is due; return how many sends were tried.

    No lock is held during the network call. Safe to run many times at once: a message is claimed under the row lock,
    the next one together with the note of what became of the one before.
    """
    tried = 0
    claimed = _claim_first(conversation_id)
    while claimed is not None:
        failpoints.reach("send.claimed")
        result = _send(claimed)
        failpoints.reach("send.answered")
        claimed = _settle(claimed, result)
        tried += 1
    return tried


def _pending(conversation_id: UUID, *, limit: int = 0) -> list[Message]:
    return rows.select(
        Message,
        conversation_id=conversation_id,
        direction=Direction.OUTBOUND,
        delivery=PENDING,
        order="version",
        limit=limit,
    )


def _claim_first(conversation_id: UUID) -> ClaimedMessage | None:
    # Most needless wake-ups end here, without a lock.
    if not _pending(conversation_id, limit=1):
        return None
    with lock_thread(conversation_id) as thread:
        return _claim_next(thread, _pending(conversation_id))


def _claim_next(thread: Thread, pending: Iterable[Message]) -> ClaimedMessage | None:
    for message in pending:
        if message.delivery not in PENDING:
            continue
        if message.delivery == Delivery.SENDING:
            if message.sending_at and message.sending_at > thread.now - LEASE:
                return None
            move_delivery(thread, message, Delivery.UNKNOWN, LOST_SENDER)
        elif message.author == Author.AI and not ai_may_speak(thread.conversation, token=message.floor_token):
            move_delivery(thread, message, Delivery.FAILED, SUPERSEDED)
        elif why := obstacle(thread, Author(message.author)):
            # Looked at again: the window may have closed, and the customer opted out, since it was queued.
            move_delivery(thread, message, Delivery.FAILED, FORBIDDEN[why])
        elif message.next_attempt_at and message.next_attempt_at > thread.now:
            return None
        elif not thread.conversation.account.simulator and lost_secrets(thread.conversation.account):
            _wait_for_key(thread, message)
            return None
        else:
            message.delivery, message.sending_at = Delivery.SENDING, thread.now
            message.attempts += 1
            rows.update(message, {"delivery", "sending_at", "attempts"})
            return ClaimedMessage(message, thread.conversation)
    return None


def _wait_for_key(thread: Thread, message: Message) -> None:
    """Leave a message queued while no key opens the account's secrets; it counts as no attempt."""
    message.delivery_error = "The account's stored secrets can't be read. Enter them again or put the key back."
    message.next_attempt_at = thread.now + KEY_PAUSE
    rows.update(message, {"delivery_error", "next_attempt_at"})


def _send(claimed: ClaimedMessage) -> SendResult:
    message, account = claimed.message, claimed.conversation.account
    if account.health == ChannelAccount.Health.BROKEN:
        return SendRefused(account.health_note or "The channel account is broken.", Problem.MESSAGE)
    lead_id = claimed.conversation.lead_id
    addresses = rows.select(LeadIdentity, account_id=account.pk, lead_id=lead_id, order="-id")
    # What was given up comes last: it leads to somebody else by now, unless there is nothing else.
    addresses.sort(key=lambda address: address.left_at is not None)
    is_reaction = message.kind == REACTION
    target = message.reply_to_provider_id
    outgoing = Outgoing(
        to=tuple(address.external_id for address in addresses),
        body="" if is_reaction else message.body,
        client_ref=str(message.pk),
        reply_to="" if is_reaction else target,
        by_human=message.author == Author.AGENT,
        reaction=OutgoingReaction(target, message.body) if is_reaction else None,
    )
    sender = Sender(external_id=account.external_id, secrets=account.secrets, simulator=account.simulator)
    if message.author == Author.AI and not _ai_still_speaks(message):
        return SendRefused(SUPERSEDED, Problem.MESSAGE)
    return get_adapter(account.kind).send(sender, outgoing)


def _ai_still_speaks(message: Message) -> bool:
    """The last look before the network: one voice."""
    conversation = rows.find(Conversation, id=message.conversation_id)
    return conversation is not None and ai_may_speak(conversation, token=message.floor_token)


def _settle(claimed: ClaimedMessage, result: SendResult) -> ClaimedMessage | None:
    """Note what became of a message, and claim the next one."""
    with lock_thread(claimed.conversation.pk) as thread:
        pending = _pending(claimed.conversation.pk)
        # A report of the provider may have taken ours out of the pending ones meanwhile.
        ours = [message for message in pending if message.pk == claimed.message.pk]
        _note(thread, ours[0] if ours else Message.objects.get(pk=claimed.message.pk), result)
        return _claim_next(thread, pending)


def _note(thread: Thread, message: Message, result: SendResult) -> None:
    match result:
        case Sent():
            message.provider_id = message.provider_id or result.provider_id
            message.sent_at = thread.now
            move_delivery(thread, message, result.delivery)
        case Lost():
            move_delivery(thread, message, Delivery.UNKNOWN, result.reason)
        case SendRefused(problem=Problem.LATER):
            _retry_later(thread, message, result)
        case SendRefused():
            _note_problem(thread, result.problem, result.reason)
            move_delivery(thread, message, Delivery.FAILED, result.reason)


def _note_problem(thread: Thread, problem: Problem | None, reason: str) -> None:
    """Keep what a refusal says beyond its message: of the account, or of the customer."""
    if problem is Problem.CHANNEL:
        break_account(thread.conversation.account, reason)
    elif problem is Problem.CONTACT:
        set_reach(thread, Reachability.LOST, note=reason, actor=Author.SYSTEM)


def _retry_later(thread: Thread, message: Message, refusal: SendRefused) -> None:
    if message.delivery != Delivery.SENDING:
        return  # The provider has reported it, or this sender was given up meanwhile: it is not queued a second time.
    if message.attempts >= MAX_ATTEMPTS:
        move_delivery(thread, message, Delivery.FAILED, refusal.reason)
        return
    backoff = min(FIRST_BACKOFF * 2 ** (message.attempts - 1), LONGEST_BACKOFF) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, no secret
    message.delivery = Delivery.QUEUED
    message.delivery_error = refusal.reason[:300]
    message.next_attempt_at = thread.now + max(backoff, refusal.retry_after or timedelta())
    rows.update(message, {"delivery", "delivery_error", "next_attempt_at"})


def move_delivery(thread: Thread, message: Message, delivery: Delivery, error: str = "") -> None:
    """Move a message forward and record `message.<delivery>`; a step back is ignored."""
    if DELIVERY_RANK[delivery] <= DELIVERY_RANK[Delivery(message.delivery)]:
        # The provider's report may come before our own answer: keep the later state, and the id that came with it.
        rows.update(message, {"provider_id", "sent_at"})
        return
    message.delivery = delivery
    message.delivery_error = error[:300]
    message.next_attempt_at = None
    rows.update(message, {"delivery", "delivery_error", "next_attempt_at", "provider_id", "sent_at"})
    moved = MOVED[delivery](message_id=str(message.pk), delivery=delivery, error=error[:300])
    thread.record(moved, actor=Author.SYSTEM)


def break_account(account: ChannelAccount, reason: str) -> None:
    """Send nothing on an account until an admin says that it works again; `reason` says who must do what."""
    account.health = ChannelAccount.Health.BROKEN
    account.health_note = reason[:300]
    account.save(update_fields=["health", "health_note"])
    logger.error("channel account broken", extra={"account": account.pk})


def apply_report(*, account: ChannelAccount, report: DeliveryReport) -> bool:
    """Move a message forward by the provider's report; return whether we know the message."""
    ours = Q(provider_id=report.provider_id)
    client_ref = _as_uuid(report.client_ref)
    if client_ref:
        ours |= Q(pk=client_ref)
    found = Message.objects.filter(ours, account=account, direction=Direction.OUTBOUND).first()
    if found is None:
        return False
    with lock_thread(found.conversation_id) as thread:
        message = Message.objects.get(pk=found.pk)
        message.provider_id = message.provider_id or report.provider_id
        if report.pricing and message.extra.get("pricing") != report.pricing:
            message.extra = {**message.extra, "pricing": dict(report.pricing)}
            rows.update(message, {"extra"})
        if report.problem is not Problem.CHANNEL:
            # A single message's late failure stops no account: the next send would say so itself.
            _note_problem(thread, report.problem, report.error)
        move_delivery(thread, message, report.delivery, report.error)
    return True


def retry(thread: Thread, message: Message, *, user: User | None = None) -> None:
    """Queue a failed or unknown message again because a person asked for it. Records `message.retried`."""
    message.delivery = Delivery.QUEUED
    message.delivery_error = ""
    message.attempts = 0
    message.next_attempt_at = thread.now
    # The provider gives the new attempt a new id, and its reports name that one.
    message.provider_id = ""
    message.save()
    thread.record(MessageRetried(message_id=str(message.pk), delivery=Delivery.QUEUED), actor=Author.AGENT, user=user)
    wake("conversations.deliver", conversation_id=str(thread.conversation.pk))


def sweep_outbox(*, limit: int = 500) -> int:
    """Wake the sender for conversations whose wake-up was lost, whose retry is due or whose sender died."""
    ids = (
        due_messages()
        .order_by()  # the model's own order would make every message of a conversation distinct
        .values_list("conversation_id", flat=True)
        .distinct()[:limit]
    )
    for conversation_id in ids:
        wake("conversations.deliver", conversation_id=str(conversation_id))
    return len(ids)


def due_messages() -> QuerySet[Message]:
    """Return what is due for a first or further attempt, and what a sender left that died."""
    now = timezone.now()
    due = Q(delivery=Delivery.QUEUED, next_attempt_at__lte=now) | Q(
        delivery=Delivery.SENDING, sending_at__lte=now - LEASE
    )
    return Message.objects.filter(due, direction=Direction.OUTBOUND)


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
