"""Webhooks as they arrived; what could not be processed can be tried again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.rendering import badge, pretty_json
from accounts.admin_places import AdminPlace, Group
from accounts.admin_rights import is_admin
from conversations.enums import InboundState
from conversations.models import InboundEvent
from routing.services.intake import process_again

TONES = {InboundState.FAILED: "bad", InboundState.STORED: "warn", InboundState.PROCESSED: "good"}


@admin.register(InboundEvent)
class InboundEventAdmin(ReadOnlyAdmin):
    """Raw updates from the providers."""

    place = AdminPlace(Group.OPERATIONS, 40)
    list_display = ("received_at", "account", "kind", "shown_state", "short_error", "attempts", "processed_at")
    list_filter = ("state", "kind", "account", "received_at")
    list_select_related = ("account",)
    search_fields = ("=provider_id", "error")
    actions = ("process_chosen_again",)
    fields = (
        "account",
        "kind",
        "provider_id",
        "state",
        "error",
        "attempts",
        "received_at",
        "processed_at",
        "pretty_raw",
    )
    readonly_fields = ("pretty_raw",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[InboundEvent]:
        """Leave the raw bodies of lists in the database."""
        rows: QuerySet[InboundEvent] = super().get_queryset(request)
        match = request.resolver_match
        is_list = match is not None and (match.url_name or "").endswith("_changelist") and request.method == "GET"
        return rows.defer("raw") if is_list else rows

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, event: InboundEvent) -> SafeString:
        """Return what became of it, coloured."""
        return badge(event.get_state_display(), TONES.get(InboundState(event.state), "quiet"))

    @admin.display(description=_("error"))
    def short_error(self, event: InboundEvent) -> str:
        """Return the first words of the error."""
        return event.error[:100]

    @admin.display(description=_("raw"))
    def pretty_raw(self, event: InboundEvent) -> SafeString:
        """Return the update as readable JSON."""
        return pretty_json(event.raw)

    def has_process_permission(self, request: HttpRequest) -> bool:
        """Whether updates may be processed again."""
        return is_admin(request)

    @admin.action(description=_("Process again (failed or stored only)"), permissions=["process"])
    def process_chosen_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Process the chosen updates again; processed ones are left alone."""
        retried = list(queryset.select_related("account").filter(state__in=(InboundState.FAILED, InboundState.STORED)))
        done = sum(bool(process_again(event)) for event in sorted(retried, key=lambda event: event.received_at))
        said = ngettext("%(count)d update processed.", "%(count)d updates processed.", done) % {"count": done}
        if len(retried) > done:
            failed = len(retried) - done
            said += " " + ngettext("%(count)d failed again.", "%(count)d failed again.", failed) % {"count": failed}
        self.message_user(request, said, messages.WARNING if len(retried) > done else messages.SUCCESS)
