"""Conversations as JSON: the row that lists and realtime events carry, and the detail of the opened one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, TypedDict

from conversations import rows
from conversations.adapters.declaration import After, Channel, Unit
from conversations.adapters.registry import get_channel
from conversations.adapters.reply_window import window_of
from conversations.enums import Floor, LanguageSource, Priority, PriorityWord, Reachability, Sentiment, Status
from conversations.models import AiProfile, Conversation
from conversations.models.conversation import NOTHING_DUE
from routing.models import Handoff, Task
from routing.payloads.handoff import HandoffPayload, handoff_payload
from routing.payloads.lead import LeadBrief, LeadPayload, lead_brief, lead_payload
from routing.payloads.moments import Key, Moment, iso
from routing.payloads.people import PersonPayload, TeamPayload, person_payload, team_payload
from routing.payloads.task import TaskPayload, task_payload

UNREAD_CAP = 99


class ChannelPayload(TypedDict):
    """The channel account a conversation runs on."""

    kind: str
    name: str
    simulator: bool


class TagPayload(TypedDict):
    """A label."""

    slug: str
    name: str


class _Common(TypedDict):
    id: Key
    channel: ChannelPayload
    team: TeamPayload
    holder: PersonPayload | None
    floor: Annotated[str, Floor]
    status: Annotated[str, Status]
    priority: PriorityWord
    version: int
    tags: list[TagPayload]
    last_message_at: Moment | None
    last_preview: str
    last_author: str
    last_inbound_preview: str
    waiting_since: Moment | None
    due_at: Moment | None
    due_from: Moment | None
    snoozed_until: Moment | None
    reason: str
    sentiment: Annotated[str, Sentiment]


class LiveRow(_Common):
    """A conversation as a realtime event carries it; `reason` is the category of the open handoff.

    `last_preview`, `last_author`: what was said last, and by whom; `last_inbound_preview`: the customer's last words.
    `due_at`: by when the team owes the first answer, and after it the end of the work; `due_from`: since when.
    """

    lead: LeadBrief


class ConversationRow(LiveRow):
    """A conversation in a list. `unread`: how far the newest message is beyond what the reader has read, at most 99."""

    unread: int


class AiPayload(TypedDict):
    """Which AI answers: a model, or the built-in answerer."""

    engine: Literal["model", "builtin"]
    name: str


class ReplyWindowPayload(TypedDict):
    """Until when anything may be sent (`open_until`), and what after it (`after`, at most until `after_until`).

    `open_until` is null when the customer has not written yet. `human`: what a person wrote, never an automatic text.
    """

    open_until: Moment | None
    after: Annotated[str, After]
    after_until: Moment | None


class Acts(TypedDict):
    """What the reader may do now; the services check again."""

    claim: bool
    take_over: bool
    reply: bool
    note: bool
    transfer: bool
    resolve: bool
    snooze: bool
    resume: bool
    reopen: bool


class Detail(_Common):
    """An opened conversation. `handoff`: the open one, else the latest; `promise_at`: what the customer was told.

    `answers_next`: who gets what the customer writes next: the AI, the team, or (the channel is off) nobody.
    `text_limit`: the longest reply, counted in `text_unit`; `reply_window`: null where the customer may always be
    written to. `reach`: empty, or why the customer cannot be written to (`reach_note` in words). `unanswered`: the
    customer's last message has no answer yet; the AI answers it when it gets the floor back.
    """

    lead: LeadPayload
    unread: int
    language: str
    language_source: Annotated[str, LanguageSource]
    fields: dict[str, Any]
    handback_note: str
    ai: AiPayload
    answers_next: Literal["ai", "team", ""]
    may: Acts
    handoff: HandoffPayload | None
    tasks: list[TaskPayload]
    promise_at: Moment | None
    text_limit: int
    text_unit: Annotated[str, Unit]
    reply_window: ReplyWindowPayload | None
    reach: Annotated[str, Reachability]
    reach_note: str
    unanswered: bool


@dataclass(frozen=True, slots=True)
class DetailParts:
    """What the detail shows beside the conversation's own columns."""

    unread: int
    handoff: Handoff | None
    tasks: Iterable[Task]
    profile: AiProfile | None
    may: Acts
    unanswered: bool


def conversation_row(conversation: Conversation, unread: int | None = None) -> dict[str, Any]:
    """Return the row of a list, or (without `unread`) of a realtime event.

    Reads lead, account, team, holder, tags, and the open handoff's category unless `selectors.with_rows` brought them.
    """
    row = live_row(conversation)
    return {**row} if unread is None else {**row, "unread": unread}


def live_row(conversation: Conversation) -> LiveRow:
    """Return the row of a realtime event."""
    return {**_common(conversation), "lead": lead_brief(conversation.lead)}


def listed_row(conversation: Conversation, unread: int) -> ConversationRow:
    """Return the row of a list."""
    return {**live_row(conversation), "unread": unread}


def conversation_detail(conversation: Conversation, around: DetailParts) -> Detail:
    """Return the opened conversation."""
    handoff = around.handoff
    channel = get_channel(conversation.account.kind)
    # Whoever was answered and passed on waits for the next team's first answer.
    is_owed = handoff is not None and (handoff.first_reply_at is None or conversation.floor == Floor.QUEUE)
    waits = handoff is not None and handoff.is_open and is_owed
    return {
        **_common(conversation),
        "lead": lead_payload(conversation.lead),
        "unread": around.unread,
        "language": conversation.language,
        "language_source": conversation.language_source,
        "fields": conversation.fields,
        "handback_note": conversation.handback_note,
        "ai": _ai(around.profile),
        "answers_next": answers_next(conversation),
        "may": around.may,
        "handoff": handoff_payload(handoff) if handoff else None,
        "tasks": [task_payload(task) for task in around.tasks],
        "promise_at": iso(handoff.answer_due_at) if handoff and waits else None,
        "text_limit": channel.text_limit.size,
        "text_unit": channel.text_limit.unit,
        "reply_window": reply_window_payload(channel, conversation.last_inbound_at),
        "reach": conversation.reach,
        "reach_note": conversation.reach_note,
        "unanswered": around.unanswered,
    }


def reply_window_payload(channel: Channel, last_inbound_at: datetime | None) -> ReplyWindowPayload | None:
    """Return until when the customer may be written to, and what may be sent after that."""
    window = window_of(channel.reply_window, last_inbound_at)
    if window is None:
        return None
    return {"open_until": iso(window.open_until), "after": window.after, "after_until": iso(window.after_until)}


def answers_next(conversation: Conversation) -> Literal["ai", "team", ""]:
    """Return who gets what the customer writes next (`routing.services.intake` decides it in the same way)."""
    account = conversation.account
    if not account.is_active:
        return ""
    closed = conversation.floor == Floor.NOBODY and conversation.status == Status.RESOLVED
    return "ai" if conversation.floor == Floor.AI or (closed and account.autopilot) else "team"


def unread_count(*, last_version: int, read_version: int | None) -> int:
    """Return how far the newest message is beyond the read cursor: a subtraction, never a count, capped at 99."""
    return max(0, min(UNREAD_CAP, last_version - (read_version or 0)))


def _common(conversation: Conversation) -> _Common:
    account = conversation.account
    reason, since = _open_handoff(conversation)
    due_at = None if conversation.due_at == NOTHING_DUE else conversation.due_at
    return {
        "id": str(conversation.pk),
        "channel": {"kind": account.kind, "name": account.name, "simulator": account.simulator},
        "team": team_payload(conversation.team),
        "holder": person_payload(conversation.holder),
        "floor": conversation.floor,
        "status": conversation.status,
        "priority": Priority(conversation.priority).word,
        "version": conversation.version,
        "tags": [{"slug": tag.slug, "name": tag.name} for tag in conversation.tags.all()],
        "last_message_at": iso(conversation.last_message_at),
        "last_preview": conversation.last_preview,
        "last_author": conversation.last_author,
        "last_inbound_preview": conversation.last_inbound_preview,
        "waiting_since": iso(conversation.waiting_since),
        "due_at": iso(due_at),
        "due_from": iso(since if due_at else None),
        "snoozed_until": iso(conversation.snoozed_until),
        "reason": reason,
        "sentiment": conversation.sentiment,
    }


def bring_open_handoff(conversation: Conversation, handoff: Handoff | None) -> None:
    """Keep what the row shows of the open handoff (None: there is none), so that it is not read again."""
    vars(conversation)["open_category"] = handoff.category if handoff else ""
    vars(conversation)["open_since"] = handoff.detected_at if handoff else None


def _open_handoff(conversation: Conversation) -> tuple[str, datetime | None]:
    """Return the open handoff's category and start: from the list's own query if it brought them, else by one more."""
    brought = vars(conversation)
    if "open_category" in brought:
        return brought["open_category"] or "", brought["open_since"]
    handoff = rows.find(Handoff, conversation_id=conversation.pk, ended_at=None)
    return (handoff.category, handoff.detected_at) if handoff else ("", None)


def _ai(profile: AiProfile | None) -> AiPayload:
    if profile is None:
        return {"engine": "builtin", "name": ""}
    return {
        "engine": "model" if profile.uses_model else "builtin",
        "name": profile.model if profile.uses_model else profile.name,
    }
