"""What the rules found, with the trace that explains it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.rendering import admin_link, badge
from accounts.admin_places import AdminPlace, Group
from conversations.admin.inbox import InboxLink
from triggers.models import Detection


@admin.register(Detection)
class DetectionAdmin(InboxLink, ReadOnlyAdmin):
    """Decisions that fired, live or in shadow."""

    place = AdminPlace(Group.REPORTS, 20)
    list_display = ("created_at", "scenario", "called", "shown_score", "customer", "inbox", "version")
    list_filter = ("fired", "category", "scenario", "created_at")
    list_select_related = ("scenario", "conversation__lead", "conversation__account", "version")
    search_fields = ("=conversation__id",)
    fields = (
        "conversation_link",
        "message_link",
        "category",
        "scenario",
        "shown_score",
        "fired",
        "version",
        "created_at",
    )
    readonly_fields = ("conversation_link", "message_link", "shown_score")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Detection]:
        """Leave the versions' rules in the database."""
        rows: QuerySet[Detection] = super().get_queryset(request).defer("version__snapshot")
        return rows

    @admin.display(description=_("what followed"), ordering="fired")
    def called(self, detection: Detection) -> SafeString:
        """Return whether a person was called."""
        return badge(_("triggered a handoff"), "warn") if detection.fired else badge(_("only recorded"), "quiet")

    @admin.display(description=_("score"), ordering="score")
    def shown_score(self, detection: Detection) -> str:
        """Return the score with two decimals."""
        return f"{detection.score:.2f}"

    @admin.display(description=_("conversation"))
    def conversation_link(self, detection: Any) -> SafeString | str:
        """Return a link to the conversation."""
        return admin_link(detection.conversation)

    @admin.display(description=_("message"))
    def message_link(self, detection: Any) -> SafeString | str:
        """Return a link to the message that was judged."""
        return admin_link(detection.message)
