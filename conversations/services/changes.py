"""What changes a message that is there already: edits, withdrawals, reactions, marks up to which all is read."""

from datetime import datetime
from uuid import UUID

from conversations import rows
from conversations.adapters.base import Edit, Reaction, Unsend, Watermark
from conversations.enums import Author, Delivery, Direction
from conversations.events.talk import MessageEdited, MessageReacted, MessageUnsent
from conversations.models import ChannelAccount, LeadIdentity, Message
from conversations.services.delivery import move_delivery
from conversations.services.outbound import preview_of
from conversations.services.thread import Thread, lock_thread
from conversations.storable import storable_text
from conversations.wording import UNSENT_AT, StoredReaction, is_unsent, text_now, with_reaction, with_text


def find_target(account: ChannelAccount, provider_id: str, *, direction: Direction | None = None) -> Message | None:
    """Return the message of a provider's id, of one direction or of any."""
    found = Message.objects.filter(account=account, provider_id=provider_id)
    return found.filter(direction=direction).first() if direction else found.first()


def apply_edit(thread: Thread, message: Message, edit: Edit) -> None:
    """Give a message another text; what it said stays. Nothing is judged or answered again. `message.edited`.

    Needs the thread's lock; `message` was read under it.
    """
    message.extra = with_text(message.extra, storable_text(edit.body), edit.at)
    _changed(thread, message)
    thread.record(MessageEdited(message_id=str(message.pk)), actor=_actor(edit.by_business))


def apply_unsend(thread: Thread, message: Message, unsend: Unsend) -> None:
    """Mark a message as taken back. Records `message.unsent`. Needs the thread's lock."""
    message.extra = {**message.extra, UNSENT_AT: (unsend.at or thread.now).isoformat()}
    _changed(thread, message)
    thread.record(MessageUnsent(message_id=str(message.pk)), actor=_actor(unsend.by_business))


def apply_reaction(*, account: ChannelAccount, reaction: Reaction) -> bool:
    """Hang a reaction on its message, or take it away; return whether the message is known. Locks the thread.

    It asks for nothing: no floor moves, no turn starts. Records `message.reacted`.
    """
    found = find_target(account, reaction.target)
    if found is None:
        return False
    with lock_thread(found.conversation_id) as thread:
        by = "agent" if reaction.by_business else "lead"
        set_reaction(
            thread, found.pk, StoredReaction(by=by, name="", emoji=reaction.emoji, at=_iso(reaction.at, thread))
        )
    return True


def set_reaction(thread: Thread, message_id: UUID, reaction: StoredReaction) -> None:
    """Hang a reaction on a message of the thread. Records `message.reacted`, unless nothing changed."""
    message = Message.objects.get(pk=message_id)
    extra = with_reaction(message.extra, reaction)
    if extra == message.extra:
        return
    message.extra = extra
    rows.update(message, {"extra"})
    fact = MessageReacted(message_id=str(message.pk), emoji=reaction["emoji"])
    thread.record(fact, actor=_actor(reaction["by"] == "agent"))


def apply_watermark(*, account: ChannelAccount, mark: Watermark) -> bool:
    """Move all that was sent up to a time to delivered or read; return whether the customer is known."""
    identity = LeadIdentity.objects.filter(account=account, external_id__in=mark.external_ids).first()
    if identity is None:
        return False
    sent = Message.objects.filter(account=account, conversation__lead_id=identity.lead_id, direction=Direction.OUTBOUND)
    moving = (Delivery.SENT, Delivery.DELIVERED) if mark.delivery == Delivery.READ else (Delivery.SENT,)
    waiting = sent.filter(delivery__in=moving, sent_at__lte=mark.up_to)
    first = waiting.first()
    if first is not None:
        with lock_thread(first.conversation_id) as thread:
            for message in waiting.order_by("version"):
                move_delivery(thread, message, mark.delivery)
    return True


def _changed(thread: Thread, message: Message) -> None:
    rows.update(message, {"extra"})
    conversation = thread.conversation
    line = preview_of("" if is_unsent(message) else text_now(message))
    if conversation.last_version == message.version:
        conversation.last_preview = line
    if conversation.last_inbound_preview == preview_of(message.body) and message.direction == Direction.INBOUND:
        conversation.last_inbound_preview = line


def _actor(by_business: bool) -> Author:
    return Author.AGENT if by_business else Author.LEAD


def _iso(at: datetime | None, thread: Thread) -> str:
    return (at or thread.now).isoformat()
