"""Storing what customers and providers say."""

from typing import Any

from conversations import rows
from conversations.adapters.base import BusinessEcho, InboundMessage
from conversations.enums import Author, Delivery, Direction, Status, Uploader
from conversations.events.talk import ConversationReopened, MessageEchoed, MessageReceived
from conversations.models import Attachment, Message
from conversations.services.outbound import note_last_message
from conversations.services.reach import note_they_wrote
from conversations.services.thread import Thread
from conversations.storable import storable_json, storable_text
from conversations.treatment import Treatment
from conversations.wording import WORDLESS


def new_customer_message(thread: Thread, *, provider_id: str, inbound: InboundMessage, treatment: Treatment) -> Message:
    """Return a customer's message with its version; `store_customer_message` stores it.

    Records `message.received`; a resolved or snoozed conversation opens again (`conversation.reopened`),
    if it is of a kind that asks for it. Who could not be reached can be again (`reach.changed`).
    """
    conversation = thread.conversation
    if treatment.counts:
        note_they_wrote(thread)
    if conversation.status != Status.OPEN and treatment.opens:
        conversation.status = Status.OPEN
        conversation.snoozed_until = conversation.resolved_at = None
        thread.record(ConversationReopened(), actor=Author.LEAD)
    message = Message(
        conversation=conversation,
        account=conversation.account,
        direction=Direction.INBOUND,
        author=Author.LEAD,
        kind=inbound.kind,
        body=storable_text(inbound.shown),
        provider_id=provider_id,
        provider_at=inbound.sent_at,
        reply_to_provider_id=inbound.reply_to,
        extra=_extra(inbound, treatment),
        created_at=thread.now,
    )
    message.version = thread.record(MessageReceived(message_id=str(message.pk)), actor=Author.LEAD)
    return message


def _extra(inbound: InboundMessage, treatment: Treatment) -> dict[str, Any]:
    extra = inbound.details()
    marks = {
        WORDLESS: not inbound.body,
        # It asks for no answer: the withdrawal and the rules' explanations leave it out.
        "quiet": not treatment.answered,
        "past": treatment.is_past,
    }
    extra.update({name: True for name, holds in marks.items() if holds})
    return storable_json(extra) if extra else extra


def store_customer_message(thread: Thread, message: Message, inbound: InboundMessage, *, treatment: Treatment) -> None:
    """Store a message of `new_customer_message` with its announced files and move the thread's columns on."""
    conversation = thread.conversation
    rows.insert(message)
    rows.insert(
        *(
            Attachment(
                message=message,
                account=conversation.account,
                uploader=Uploader.PROVIDER,
                kind=file.kind,
                file_name=storable_text(file.filename)[:200],
                media_type=file.content_type[:100],
                size=file.size,
                sha256=file.sha256[:64],
                provider_media_id=file.media_id,
            )
            for file in inbound.attachments
        )
    )
    note_last_message(thread, message)
    conversation.last_inbound_preview = conversation.last_preview
    if treatment.counts:
        # The provider counts its window from when they wrote, and what it held back does not open it anew.
        wrote_at = min(inbound.sent_at or thread.now, thread.now)
        conversation.last_inbound_at = max(wrote_at, conversation.last_inbound_at or wrote_at)
    if treatment.answered:
        # What asks for no answer does not overtake the turn that answers the words before it.
        conversation.last_inbound_version = message.version


def store_business_echo(thread: Thread, *, provider_id: str, echo: BusinessEcho) -> Message:
    """Store what a person of the business said outside the desk. Records `message.echoed`."""
    message = Message(
        conversation=thread.conversation,
        account=thread.conversation.account,
        direction=Direction.OUTBOUND,
        author=Author.AGENT,
        kind=echo.kind,
        purpose="echo",
        body=storable_text(echo.body),
        provider_id=provider_id,
        provider_at=echo.sent_at,
        delivery=Delivery.SENT,
        sent_at=thread.now,
        created_at=thread.now,
    )
    message.version = thread.record(MessageEchoed(message_id=str(message.pk)), actor=Author.AGENT)
    rows.insert(message)
    note_last_message(thread, message)
    return message
