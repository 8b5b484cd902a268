"""Storing what customers and providers say."""

from conversations import rows
from conversations.adapters.base import BusinessEcho, InboundMessage
from conversations.enums import Author, Delivery, Direction, Status, Uploader
from conversations.events.talk import ConversationReopened, MessageEchoed, MessageReceived
from conversations.models import Attachment, Message
from conversations.services.outbound import note_last_message
from conversations.services.thread import Thread
from conversations.storable import storable_text


def new_customer_message(thread: Thread, *, provider_id: str, inbound: InboundMessage) -> Message:
    """Return a customer's message with its version; `store_customer_message` stores it.

    Records `message.received`; a resolved or snoozed conversation opens again (`conversation.reopened`),
    unless it is quiet: a reaction or a withdrawal.
    """
    conversation = thread.conversation
    quiet = bool(inbound.extra.get("quiet"))
    if conversation.status != Status.OPEN and not quiet:
        conversation.status = Status.OPEN
        conversation.snoozed_until = conversation.resolved_at = None
        thread.record(ConversationReopened(), actor=Author.LEAD)
    message = Message(
        conversation=conversation,
        account=conversation.account,
        direction=Direction.INBOUND,
        author=Author.LEAD,
        kind=inbound.kind,
        body=storable_text(inbound.body),
        provider_id=provider_id,
        provider_at=inbound.sent_at,
        reply_to_provider_id=inbound.reply_to,
        extra=dict(inbound.extra),
        created_at=thread.now,
    )
    message.version = thread.record(MessageReceived(message_id=str(message.pk)), actor=Author.LEAD)
    return message


def store_customer_message(thread: Thread, message: Message, inbound: InboundMessage) -> None:
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
                sha256=file.sha256[:64],
                provider_media_id=file.media_id,
            )
            for file in inbound.attachments
        )
    )
    note_last_message(thread, message)
    conversation.last_inbound_at = thread.now
    conversation.last_inbound_preview = conversation.last_preview
    if not inbound.extra.get("quiet"):
        # A reaction asks for no answer, so it does not overtake the turn that answers the words before it.
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
