"""Conversations, their events and the AI's turns: to be read, never edited."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import DeskModelAdmin, ReadOnlyAdmin
from accounts.admin.rendering import admin_link, badge, changelist_link, facts_of
from accounts.admin_places import AdminPlace, Group
from conversations.admin.finding import FindsLeads
from conversations.admin.inbox import InboxLink
from conversations.admin.priorities import priority_badge
from conversations.enums import Floor, Status
from conversations.models import AiTurn, Conversation, Event, Message, Tag

FLOOR_TONES = {Floor.QUEUE: "warn", Floor.HUMAN: "good"}


@admin.register(Conversation)
class ConversationAdmin(InboxLink, FindsLeads, ReadOnlyAdmin):
    """Every thread, with links to its timeline. Work on conversations happens in the inbox."""

    place = AdminPlace(Group.CUSTOMERS, 20)
    list_display = ("lead", "inbox", "account", "team", "who_speaks", "state", "holder", "last_message_at")
    list_filter = ("floor", "status", "priority", "account", "team", "last_message_at")
    list_select_related = ("lead", "account", "team", "holder")
    search_fields = ("=id",)
    lead_path = "lead__"
    fieldsets = (
        (None, {"fields": ("id", "lead", "account", "team", "links")}),
        (_("Who is answering"), {"fields": ("floor", "floor_token", "holder", "waiting_since", "handback_note")}),
        (_("Work"), {"fields": ("status", "priority", "snoozed_until", "resolved_at", "tags")}),
        (
            _("About the customer"),
            {"fields": ("language", "language_source", "sentiment", "lead_class", "collected")},
        ),
        (_("Counters"), {"fields": ("version", "failed_attempts", "last_message_at", "created_at")}),
    )

    @admin.display(description=_("floor"), ordering="floor")
    def who_speaks(self, conversation: Conversation) -> SafeString:
        """Return who may speak, coloured."""
        return badge(conversation.get_floor_display(), FLOOR_TONES.get(Floor(conversation.floor), "quiet"))

    @admin.display(description=_("status"), ordering="status")
    def state(self, conversation: Conversation) -> SafeString:
        """Return how the work stands; what goes before others says so."""
        shown = badge(conversation.get_status_display(), "quiet" if conversation.status == Status.RESOLVED else "good")
        return format_html("{} {}", shown, mark) if (mark := priority_badge(conversation.priority)) else shown

    @admin.display(description=_("collected fields"))
    def collected(self, conversation: Conversation) -> SafeString | str:
        """Return what is known of the customer."""
        return facts_of(conversation.fields)

    @admin.display(description=_("view"))
    def links(self, conversation: Conversation) -> SafeString:
        """Return links to messages and timeline."""
        query = f"conversation__id__exact={conversation.pk}"
        messages, timeline = (
            changelist_link(Message, query, _("messages")),
            changelist_link(Event, query, _("timeline")),
        )
        return format_html("{} · {}", messages, timeline)


@admin.register(Event)
class EventAdmin(InboxLink, ReadOnlyAdmin):
    """The append-only timeline: the audit trail of every conversation."""

    place = AdminPlace(Group.OPERATIONS, 30)
    list_display = ("created_at", "kind", "actor", "user", "customer", "inbox", "is_relayed")
    list_filter = ("kind", "actor", "created_at")
    list_select_related = ("conversation__lead", "conversation__account", "user")
    search_fields = ("=conversation__id", "kind", "user__name")
    ordering = ("-id",)
    fields = ("conversation_link", "version", "kind", "actor", "user", "created_at", "relayed_at", "pretty_payload")
    readonly_fields = ("conversation_link", "pretty_payload")

    @admin.display(description=_("told"), boolean=True)
    def is_relayed(self, event: Event) -> bool:
        """Return whether people and browsers have been told."""
        return event.relayed_at is not None

    @admin.display(description=_("conversation"))
    def conversation_link(self, event: Event) -> SafeString | str:
        """Return a link to the conversation."""
        return admin_link(event.conversation)

    @admin.display(description=_("details"))
    def pretty_payload(self, event: Event) -> SafeString | str:
        """Return what the event holds."""
        return facts_of(event.payload)


@admin.register(AiTurn)
class AiTurnAdmin(InboxLink, ReadOnlyAdmin):
    """What the AI was asked to answer, how it went, and how sure it was."""

    place = AdminPlace(Group.OPERATIONS, 50)
    list_display = ("due_at", "customer", "inbox", "state", "engine", "confidence", "attempts", "error")
    list_filter = ("state", "engine", "due_at")
    list_select_related = ("conversation__lead", "conversation__account")
    search_fields = ("=conversation__id", "engine", "error")
    ordering = ("-id",)
    fields = (
        "conversation_link",
        "inbound_version",
        "floor_token",
        "state",
        "engine",
        "attempts",
        "due_at",
        "finished_at",
        "error",
        "pretty_report",
    )
    readonly_fields = ("conversation_link", "pretty_report")

    @admin.display(description=_("confidence"))
    def confidence(self, turn: AiTurn) -> str:
        """Return how sure the AI was, in per cent."""
        value = turn.report.get("confidence") if isinstance(turn.report, dict) else None
        return f"{value:.0%}" if isinstance(value, (int, float)) else "–"

    @admin.display(description=_("conversation"))
    def conversation_link(self, turn: AiTurn) -> SafeString | str:
        """Return a link to the conversation."""
        return admin_link(turn.conversation)

    @admin.display(description=_("report"))
    def pretty_report(self, turn: AiTurn) -> SafeString | str:
        """Return the AI's own report."""
        return facts_of(turn.report)


@admin.register(Tag)
class TagAdmin(DeskModelAdmin):
    """Labels that triggers and people put on conversations."""

    place = AdminPlace(Group.CUSTOMERS, 50)
    help_texts: Mapping[str, Any] = {
        "slug": _("A short name rules use. It stays the same when you rename the tag."),
        "name": _("Shown on conversations."),
    }
    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def get_prepopulated_fields(self, request: Any, obj: Any = None) -> Any:
        """Propose a key only for a new tag: rules refer to it."""
        return {} if obj else self.prepopulated_fields
