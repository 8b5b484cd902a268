"""Handoffs with their clocks, tasks and deadlines: evidence, to be read."""

from typing import Any

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin, ReadOnlyInline
from accounts.admin.rendering import admin_link, badge
from accounts.admin_places import AdminPlace, Group
from conversations.admin.finding import FindsLeads
from conversations.admin.inbox import InboxLink
from conversations.admin.priorities import priority_badge
from routing.admin.package_view import show_package
from routing.models import Assignment, Deadline, Handoff, Task
from triggers.models import Verdict


class AssignmentInline(ReadOnlyInline):
    """Who had it, and when."""

    model = Assignment
    fields = ("team", "agent", "reason", "started_at", "ended_at")
    show_change_link = False


class DeadlineInline(ReadOnlyInline):
    """What must happen, and by when."""

    model = Deadline
    fields = ("kind", "due_at", "state", "settled_at")
    show_change_link = False


@admin.register(Handoff)
class HandoffAdmin(InboxLink, FindsLeads, ReadOnlyAdmin):
    """One row for each episode in which a person was needed."""

    place = AdminPlace(Group.REPORTS, 10)
    list_display = (
        "detected_at",
        "customer",
        "inbox",
        "why",
        "team",
        "agent",
        "progress",
    )
    list_filter = (
        "cause",
        "category",
        "priority",
        "end_reason",
        "outcome",
        "verdict",
        "team",
        "detected_at",
        "first_response_breached_at",
        "resolution_breached_at",
    )
    list_select_related = ("conversation__lead", "conversation__account", "team", "agent")
    search_fields = ("=id", "=conversation__id", "reason")
    lead_path = "conversation__lead__"
    inlines = (AssignmentInline, DeadlineInline)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "conversation_link",
                    "cause",
                    "category",
                    "scenario",
                    "detection_link",
                    "reason",
                    "priority",
                    "opened_by",
                    "team",
                    "agent",
                ),
                "classes": ("desk-pairs",),
            },
        ),
        (_("Context package"), {"fields": ("shown_package", "summary")}),
        (
            _("Clocks"),
            {
                "fields": (
                    "detected_at",
                    "acknowledged_at",
                    "answer_due_at",
                    "resolution_due_at",
                    "notified_at",
                    "seen_at",
                    "claimed_at",
                    "first_reply_at",
                    "first_response_breached_at",
                    "resolution_breached_at",
                    "reassigned_at",
                    "escalated_at",
                    "resolved_at",
                    "resumed_at",
                    "ended_at",
                ),
                "classes": ("desk-pairs",),
            },
        ),
        (
            _("End"),
            {"fields": ("end_reason", "outcome", "verdicts"), "classes": ("desk-pairs",)},
        ),
    )
    readonly_fields = ("conversation_link", "detection_link", "shown_package", "verdicts")

    @admin.display(description=_("verdicts"))
    def verdicts(self, handoff: Handoff) -> SafeString | str:
        """Return what each reviewer said, the last word first."""
        said = Verdict.objects.filter(handoff_id=handoff.pk).select_related("reviewer")
        lines = [(date_format(localtime(row.updated_at), "DATETIME_FORMAT"), _say(row)) for row in said]
        return format_html_join("", "<div>{}: {}</div>", lines) or "–"

    @admin.display(description=_("progress"))
    def progress(self, handoff: Handoff) -> SafeString:
        """Return how far the episode has come, or how it ended."""
        if handoff.ended_at:
            return badge(handoff.get_end_reason_display() or _("ended"), "quiet")
        if handoff.first_response_breached_at and not handoff.first_reply_at:
            return badge(_("late"), "bad")
        if handoff.first_reply_at:
            return badge(_("answered"), "good")
        return badge(_("claimed"), "good") if handoff.claimed_at else badge(_("waiting"), "warn")

    @admin.display(description=_("why"), ordering="category")
    def why(self, handoff: Handoff) -> SafeString | str:
        """Return what called a person; what goes before others says so."""
        what = handoff.get_category_display() or handoff.get_cause_display()
        return format_html("{} {}", what, mark) if (mark := priority_badge(handoff.priority)) else what

    @admin.display(description=_("conversation"))
    def conversation_link(self, handoff: Handoff) -> SafeString | str:
        """Return a link to the conversation."""
        return admin_link(handoff.conversation)

    @admin.display(description=_("detection"))
    def detection_link(self, handoff: Handoff) -> SafeString | str:
        """Return a link to the detection that fired."""
        return admin_link(handoff.detection)

    @admin.display(description=_("what the agent got"))
    def shown_package(self, handoff: Handoff) -> SafeString:
        """Return the frozen context package in words."""
        return show_package(handoff.package)


@admin.register(Task)
class TaskAdmin(InboxLink, ReadOnlyAdmin):
    """Agents' to-dos; they are done in the inbox."""

    place = AdminPlace(Group.CUSTOMERS, 30)
    list_display = ("title", "customer", "inbox", "priority", "state", "due_at", "agent", "team")
    list_filter = ("state", "priority", "team", "due_at")
    list_select_related = ("agent", "team", "conversation__lead", "conversation__account")
    search_fields = ("title", "contact", "=id", "=conversation__id")


def _say(verdict: Verdict) -> str:
    """Return one verdict in a line: who, what, and why where that was said."""
    said = (verdict.reviewer or _("someone who has left"), verdict.get_opinion_display(), verdict.reason, verdict.note)
    return " · ".join(str(part) for part in said if part)


@admin.register(Deadline)
class DeadlineAdmin(InboxLink, ReadOnlyAdmin):
    """SLA targets, reactivations, tasks, ends of snoozes."""

    place = AdminPlace(Group.OPERATIONS, 20)
    list_display = ("due_at", "kind", "state", "customer", "inbox", "settled_at")
    list_filter = ("state", "kind", "due_at")
    list_select_related = ("conversation__lead", "conversation__account")
    search_fields = ("=conversation__id",)
    fields = ("kind", "conversation_link", "handoff_link", "task_link", "due_at", "state", "settled_at")
    readonly_fields = ("conversation_link", "handoff_link", "task_link")

    @admin.display(description=_("conversation"))
    def conversation_link(self, deadline: Deadline) -> SafeString | str:
        """Return a link to the conversation."""
        return admin_link(deadline.conversation)

    @admin.display(description=_("handoff"))
    def handoff_link(self, deadline: Any) -> SafeString | str:
        """Return a link to the handoff, if it has one."""
        return admin_link(deadline.handoff)

    @admin.display(description=_("task"))
    def task_link(self, deadline: Deadline) -> SafeString | str:
        """Return a link to the task, if it has one."""
        return admin_link(deadline.task)
