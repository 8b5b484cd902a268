"""What people said of decisions: read here, given and taken back on the page "Why"."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from triggers.models import Verdict


@admin.register(Verdict)
class VerdictAdmin(ReadOnlyAdmin):
    """The last word on each message and scenario; back-tests measure by it."""

    list_display = ("updated_at", "scenario_key", "should_fire", "user", "note", "why")
    list_filter = ("should_fire", "updated_at")
    list_select_related = ("user",)
    search_fields = ("scenario_key", "note", "=message__conversation__id")
    fields = ("why", "scenario_key", "should_fire", "user", "note", "updated_at")
    readonly_fields = ("why",)

    @admin.display(description=_("message"))
    def why(self, verdict: Verdict) -> SafeString:
        """Return a link to the page that explains the message's decisions."""
        return format_html('<a href="{}">{}</a>', reverse("admin:why", args=(verdict.message_id,)), _("Why?"))
