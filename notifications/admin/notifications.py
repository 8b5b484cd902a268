"""Who has been told what, to be read."""

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.rendering import admin_link, facts_of
from accounts.admin_places import AdminPlace, Group
from conversations.admin.inbox import InboxLink
from notifications.models import Notification
from notifications.wording import word


@admin.register(Notification)
class NotificationAdmin(InboxLink, ReadOnlyAdmin):
    """Entries of people's bells."""

    place = AdminPlace(Group.OPERATIONS, 60)
    list_display = ("created_at", "title", "user", "customer", "inbox", "read_at")
    list_filter = ("kind", "user", "created_at")
    list_select_related = ("user", "conversation__lead", "conversation__account")
    search_fields = ("=conversation__id", "user__name", "kind")
    fields = ("user", "title", "body", "kind", "conversation_link", "created_at", "read_at", "pretty_payload")
    readonly_fields = ("title", "body", "conversation_link", "pretty_payload")

    @admin.display(description=_("title"))
    def title(self, notification: Notification) -> str:
        """Return the first line, in the language of who looks."""
        return word(notification).title

    @admin.display(description=_("details"))
    def body(self, notification: Notification) -> str:
        """Return the second line."""
        return word(notification).body

    @admin.display(description=_("conversation"))
    def conversation_link(self, notification: Notification) -> SafeString | str:
        """Return a link to the conversation."""
        return admin_link(notification.conversation)

    @admin.display(description=_("details"))
    def pretty_payload(self, notification: Notification) -> SafeString | str:
        """Return what the notification holds."""
        return facts_of(notification.payload)
