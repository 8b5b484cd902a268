"""A message as JSON: what it says now, and all that belongs to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypedDict
from uuid import UUID

from django.db.models import Q

from conversations.enums import AttachmentState, Author, Delivery, Direction
from conversations.models import Attachment, Message
from conversations.wording import UNSENT_AT, WORDLESS, earlier_texts, is_unsent, reactions_of, text_now, versions_of
from routing.payloads.moments import Key, Moment, at, iso
from routing.payloads.people import PersonPayload, person_payload

QUOTE_LENGTH = 300
# Kinds whose messages may have files.
WITH_FILES = frozenset({"image", "video", "audio", "voice", "document", "sticker", "story_mention", "story_reply"})


class FilePayload(TypedDict):
    """A file of a message; `size` in bytes, 0: not known."""

    kind: str
    name: str
    media_type: str
    size: int
    state: Annotated[str, AttachmentState]


class QuotePayload(TypedDict):
    """The message that this one answers, cut to 300 characters; `id` is empty when it is not here."""

    id: str
    author: str
    body: str


class ReactionPayload(TypedDict):
    """An emoji on the message, of the customer ("lead") or of an agent."""

    by: str
    name: str
    emoji: str


class MessageItem(TypedDict):
    """Something said, or a private note (direction "note").

    `body`: the text as it stands; `earlier`: what it said before an edit or a withdrawal (`unsent_at`), oldest first.
    `is_placeholder`: the body is the desk's name for what has no words, such as "[Picture]".
    `sent_at`: when it was written by the provider's clock, `created_at`: when it came here; `is_past`: so much later
    that it was not answered. `details`: what its kind has: `place` (latitude, longitude, name, address), `cards` (name,
    phones), `referral` (source, headline, body, url), `answers` (question, answer), `story`, `group`, `forwarded`,
    `overheard`.
    """

    type: Literal["message"]
    version: int
    id: Key
    direction: Annotated[str, Direction]
    author: Annotated[str, Author]
    agent: PersonPayload | None
    kind: str
    purpose: str
    body: str
    is_placeholder: bool
    earlier: list[str]
    edited_at: str
    unsent_at: str
    reactions: list[ReactionPayload]
    quote: QuotePayload | None
    files: list[FilePayload]
    details: dict[str, Any]
    is_past: bool
    delivery: Annotated[str, Delivery]
    delivery_error: str
    sent_at: Moment | None
    created_at: Moment


DETAILS = ("place", "cards", "referral", "answers", "story", "group", "forwarded", "overheard")


@dataclass(frozen=True, slots=True)
class MessageContext:
    """What messages show of other rows: files by message, quoted messages by conversation and provider id."""

    files: dict[UUID, list[FilePayload]] = field(default_factory=dict)
    quoted: dict[tuple[UUID, str], Message] = field(default_factory=dict)


def context_of(messages: Sequence[Message]) -> MessageContext:
    """Read what messages show of other rows: no query for plain text, one for files, one for quotes."""
    around = MessageContext()
    with_files = [message.pk for message in messages if message.kind in WITH_FILES]
    for file in Attachment.objects.filter(message_id__in=with_files).order_by("pk") if with_files else ():
        if file.message_id:
            around.files.setdefault(file.message_id, []).append(_file(file))
    quoting = [message for message in messages if message.reply_to_provider_id]
    if quoting:
        wanted = Q(conversation_id__in={message.conversation_id for message in quoting})
        wanted &= Q(provider_id__in={message.reply_to_provider_id for message in quoting})
        for found in Message.objects.filter(wanted):
            around.quoted[found.conversation_id, found.provider_id] = found
    return around


def message_items(messages: Iterable[Message]) -> list[MessageItem]:
    """Return messages with what belongs to them."""
    listed = list(messages)
    around = context_of(listed)
    return [_item(message, around) for message in listed]


def message_item(message: Message) -> MessageItem:
    """Return one message."""
    return _item(message, context_of([message]))


def _item(message: Message, around: MessageContext) -> MessageItem:
    unsent, versions = is_unsent(message), versions_of(message)
    return {
        "type": "message",
        "version": message.version,
        "id": str(message.pk),
        "direction": message.direction,
        "author": message.author,
        "agent": person_payload(message.agent),
        "kind": message.kind,
        "purpose": message.purpose,
        "body": "" if unsent else text_now(message),
        "is_placeholder": bool(message.extra.get(WORDLESS)) and not versions,
        "earlier": earlier_texts(message),
        "edited_at": versions[-1]["at"] if versions else "",
        "unsent_at": str(message.extra.get(UNSENT_AT) or ""),
        "reactions": [
            {"by": one["by"], "name": one["name"], "emoji": one["emoji"]}
            for one in reactions_of(message)
            if one["emoji"]
        ],
        "quote": _quote(message, around),
        "files": [] if unsent else around.files.get(message.pk, []),
        "details": {} if unsent else {name: message.extra[name] for name in DETAILS if message.extra.get(name)},
        "is_past": bool(message.extra.get("past")),
        "delivery": message.delivery,
        "delivery_error": message.delivery_error,
        "sent_at": iso(message.provider_at),
        "created_at": at(message.created_at),
    }


def _quote(message: Message, around: MessageContext) -> QuotePayload | None:
    if not message.reply_to_provider_id:
        return None
    found = around.quoted.get((message.conversation_id, message.reply_to_provider_id))
    if found is None:
        return {"id": "", "author": "", "body": ""}
    body = "" if is_unsent(found) else text_now(found)[:QUOTE_LENGTH]
    return {"id": str(found.pk), "author": found.author, "body": body}


def _file(file: Attachment) -> FilePayload:
    return {
        "kind": file.kind,
        "name": file.file_name,
        "media_type": file.media_type,
        "size": file.size,
        "state": file.state,
    }
