"""How telling people went, by transport."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.rendering import admin_link, badge
from accounts.admin_places import AdminPlace, Group
from notifications.enums import Told
from notifications.models import NotificationDelivery
from notifications.services.deliveries import try_again
from notifications.transports.registry import TRANSPORTS

TONES = {Told.FAILED: "bad", Told.UNKNOWN: "warn", Told.SENT: "good"}


@admin.register(NotificationDelivery)
class NotificationDeliveryAdmin(ReadOnlyAdmin):
    """Every notification by every transport: what failed for good stands here with the server's reason."""

    place = AdminPlace(Group.OPERATIONS, 61)
    list_display = ("id", "person", "by", "how", "attempts", "next_attempt_at", "sent_at", "seen_at", "error")
    list_filter = ("state", "transport")
    list_select_related = ("notification__user",)
    search_fields = ("notification__user__name", "error")
    fields = ("entry", "person", "by", "how", "attempts", "next_attempt_at", "sent_at", "seen_at", "error")
    readonly_fields = ("entry", "person", "by", "how")
    actions = ("send_again",)

    @admin.display(description=_("person"))
    def person(self, delivery: NotificationDelivery) -> str:
        """Return who is told."""
        return str(delivery.notification.user)

    @admin.display(description=_("transport"), ordering="transport")
    def by(self, delivery: NotificationDelivery) -> str:
        """Return by what, in words."""
        known = TRANSPORTS.get(delivery.transport)
        return str(known.label) if known else delivery.transport

    @admin.display(description=_("state"), ordering="state")
    def how(self, delivery: NotificationDelivery) -> SafeString:
        """Return how it stands, coloured."""
        return badge(delivery.get_state_display(), TONES.get(Told(delivery.state), "quiet"))

    @admin.display(description=_("notification"))
    def entry(self, delivery: NotificationDelivery) -> SafeString | str:
        """Return a link to what it says."""
        return admin_link(delivery.notification)

    @admin.action(description=_("Send failed ones again"), permissions=("view",))
    def send_again(self, request: HttpRequest, chosen: QuerySet[NotificationDelivery]) -> None:
        """Queue what failed or may not have arrived."""
        count = try_again(chosen)
        text = ngettext("%(count)s will be sent again.", "%(count)s will be sent again.", count) % {"count": count}
        self.message_user(request, text, messages.SUCCESS)
