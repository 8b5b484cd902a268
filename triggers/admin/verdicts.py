"""What people said of decisions: read here, given and taken back on the page "Why"."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.rendering import badge
from accounts.admin_places import Group, Place
from conversations.admin.inbox import inbox_link
from triggers.models import Scenario, Verdict


@admin.register(Verdict)
class VerdictAdmin(ReadOnlyAdmin):
    """The last word on each message and scenario; back-tests measure by it."""

    place = Place(Group.REPORTS, 30)
    list_display = ("updated_at", "scenario_name", "said", "user", "note", "inbox", "why")
    list_filter = ("should_fire", "updated_at")
    list_select_related = ("user", "message")
    search_fields = ("scenario_key", "note", "=message__conversation__id")
    fields = ("why", "scenario_name", "said", "user", "note", "updated_at")
    readonly_fields = ("why", "scenario_name", "said")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Verdict]:
        """Bring the scenarios' names in the same query."""
        names = Scenario.objects.filter(key=OuterRef("scenario_key")).values("name")[:1]
        rows: QuerySet[Verdict] = super().get_queryset(request).annotate(scenario_name_now=Subquery(names))
        return rows

    @admin.display(description=_("scenario"), ordering="scenario_key")
    def scenario_name(self, verdict: Any) -> str:
        """Return what the scenario is called; one that is gone keeps its key."""
        return str(verdict.scenario_name_now or verdict.scenario_key)

    @admin.display(description=_("verdict"), ordering="should_fire")
    def said(self, verdict: Verdict) -> SafeString:
        """Return what was said."""
        return badge(_("should fire"), "warn") if verdict.should_fire else badge(_("should not fire"), "good")

    @admin.display(description=_("inbox"))
    def inbox(self, verdict: Verdict) -> SafeString | str:
        """Return a link to the conversation in the inbox."""
        return inbox_link(verdict.message.conversation_id)

    @admin.display(description=_("message"))
    def why(self, verdict: Verdict) -> SafeString:
        """Return a link to the page that explains the message's decisions."""
        return format_html('<a href="{}">{}</a>', reverse("admin:why", args=(verdict.message_id,)), _("Why?"))
