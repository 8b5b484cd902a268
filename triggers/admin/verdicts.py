"""What people said of decisions: read here; given in the inbox and on the page "Why"."""

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
from accounts.admin_places import AdminPlace, Group
from conversations.admin.inbox import inbox_link
from triggers.enums import Opinion
from triggers.models import Scenario, Verdict

TONES = {Opinion.JUSTIFIED: "good", Opinion.UNNECESSARY: "warn", Opinion.MISSED: "bad"}


class SubjectFilter(admin.SimpleListFilter):
    """Words on scenarios, or on whole handoffs."""

    title = _("of")
    parameter_name = "of"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer both."""
        return [("scenario", _("a scenario")), ("handoff", _("a handoff"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Verdict]) -> QuerySet[Verdict]:
        """Keep those of the chosen kind."""
        wanted = self.value()
        return queryset.filter(handoff_id__isnull=wanted == "scenario") if wanted else queryset


@admin.register(Verdict)
class VerdictAdmin(ReadOnlyAdmin):
    """Each person's word on scenarios and handoffs; back-tests and reviews measure by them."""

    place = AdminPlace(Group.REPORTS, 30)
    list_display = ("updated_at", "subject", "said", "reviewer", "reason", "note", "inbox", "why")
    list_filter = ("opinion", SubjectFilter, "updated_at")
    list_select_related = ("reviewer",)
    search_fields = ("scenario_key", "reason", "note", "=conversation__id", "=handoff_id")
    fields = ("why", "inbox", "subject", "said", "reviewer", "reason", "note", "created_at", "updated_at")
    readonly_fields = ("why", "inbox", "subject", "said")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Verdict]:
        """Bring the scenarios' names in the same query."""
        names = Scenario.objects.filter(key=OuterRef("scenario_key")).values("name")[:1]
        rows: QuerySet[Verdict] = super().get_queryset(request).annotate(scenario_name_now=Subquery(names))
        return rows

    @admin.display(description=_("of"), ordering="scenario_key")
    def subject(self, verdict: Any) -> str:
        """Return what the scenario is called (one that is gone keeps its key), or that it is of the handoff."""
        return str(verdict.scenario_name_now or verdict.scenario_key or _("the handoff"))

    @admin.display(description=_("verdict"), ordering="opinion")
    def said(self, verdict: Verdict) -> SafeString:
        """Return what was said."""
        return badge(verdict.get_opinion_display(), TONES[Opinion(verdict.opinion)])

    @admin.display(description=_("inbox"))
    def inbox(self, verdict: Verdict) -> SafeString | str:
        """Return a link to the conversation in the inbox."""
        return inbox_link(verdict.conversation_id)

    @admin.display(description=_("message"))
    def why(self, verdict: Verdict) -> SafeString | str:
        """Return a link to the page that explains the message's decisions."""
        if verdict.message_id is None:
            return "–"
        return format_html('<a href="{}">{}</a>', reverse("admin:why", args=(verdict.message_id,)), _("Why?"))
