"""Messages, with the dead letters among them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.rendering import admin_link, badge, facts_of, plain_text
from accounts.admin_places import AdminPlace, Group
from accounts.admin_rights import is_admin
from conversations.admin.inbox import InboxLink
from conversations.enums import Delivery, Direction
from conversations.models import Message
from conversations.services.delivery import retry
from conversations.services.thread import lock_thread

DEAD = (Delivery.FAILED, Delivery.UNKNOWN)
TONES = {Delivery.FAILED: "bad", Delivery.UNKNOWN: "warn", Delivery.DELIVERED: "good", Delivery.READ: "good"}


class DeadLetterFilter(admin.SimpleListFilter):
    """Shows what did not arrive."""

    title = _("dead letters")
    parameter_name = "dead"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer one choice."""
        return [("yes", _("failed or unknown"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """Keep outgoing messages that failed or whose answer was lost."""
        if self.value() != "yes":
            return queryset
        return queryset.filter(direction=Direction.OUTBOUND, delivery__in=DEAD)


@admin.register(Message)
class MessageAdmin(InboxLink, ReadOnlyAdmin):
    """Everything said. A dead letter can be sent again."""

    place = AdminPlace(Group.CUSTOMERS, 40)
    list_display = ("created_at", "customer", "inbox", "author", "start_of_text", "shown_delivery", "delivery_error")
    list_filter = (DeadLetterFilter, "direction", "author", "delivery", "account", "created_at")
    list_select_related = ("conversation__lead", "conversation__account")
    search_fields = ("=conversation__id", "=id", "=provider_id")
    ordering = ("-created_at",)
    actions = ("send_again",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "conversation_link",
                    "account",
                    "version",
                    "direction",
                    "author",
                    "agent",
                    "kind",
                    "purpose",
                    "created_at",
                    "text",
                )
            },
        ),
        (
            _("Delivery"),
            {
                "fields": (
                    "delivery",
                    "delivery_error",
                    "attempts",
                    "next_attempt_at",
                    "sending_at",
                    "sent_at",
                    "provider_id",
                    "provider_at",
                    "floor_token",
                    "pretty_extra",
                )
            },
        ),
    )
    readonly_fields = ("conversation_link", "text", "pretty_extra")

    @admin.display(description=_("delivery"), ordering="delivery")
    def shown_delivery(self, message: Message) -> SafeString | str:
        """Return the delivery state, coloured."""
        if message.direction != Direction.OUTBOUND:
            return "–"
        return badge(message.get_delivery_display(), TONES.get(Delivery(message.delivery), "quiet"))

    @admin.display(description=_("text"))
    def start_of_text(self, message: Message) -> str:
        """Return the first words."""
        return Truncator(message.body).chars(80)

    @admin.display(description=_("text"))
    def text(self, message: Message) -> SafeString:
        """Return the words, escaped."""
        return plain_text(message.body)

    @admin.display(description=_("conversation"))
    def conversation_link(self, message: Message) -> SafeString | str:
        """Return a link to the conversation."""
        return admin_link(message.conversation)

    @admin.display(description=_("extra"))
    def pretty_extra(self, message: Message) -> SafeString | str:
        """Return further details."""
        return facts_of(message.extra)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Whether messages may be sent again."""
        return is_admin(request)

    @admin.action(description=_("Send again (failed or unknown only)"), permissions=["retry"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Queue the chosen dead letters again; others are left alone."""
        sent = sum(queue_again(message) for message in queryset.only("id", "conversation_id"))
        left = queryset.count() - sent
        said = ngettext("%(count)d message queued again.", "%(count)d messages queued again.", sent) % {"count": sent}
        if left:
            said += " " + ngettext("%(count)d was not a dead letter.", "%(count)d were not dead letters.", left) % {
                "count": left
            }
        self.message_user(request, said, messages.WARNING if left else messages.SUCCESS)


def queue_again(message: Message) -> bool:
    """Queue one dead letter under its conversation's lock; return False when it is none (any more)."""
    with lock_thread(message.conversation_id) as thread:
        row = Message.objects.get(pk=message.pk)
        if row.direction != Direction.OUTBOUND or row.delivery not in DEAD:
            return False
        retry(thread, row)
        return True
