"""The way from a row of the admin to its conversation in the inbox, where work on it is done."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation


class InboxLink:
    """Mixed into a page whose rows belong to a conversation: the columns `customer` and `inbox`."""

    @admin.display(description=_("customer"))
    def customer(self, row: Any) -> str:
        """Return who the row is about."""
        conversation = row if isinstance(row, Conversation) else row.conversation
        return str(conversation.lead) if conversation else "–"

    @admin.display(description=_("inbox"))
    def inbox(self, row: Any) -> SafeString | str:
        """Return a link to the conversation in the inbox."""
        return inbox_link(conversation_id_of(row))


def conversation_id_of(row: Any) -> UUID | None:
    """Return the conversation that a row is or belongs to."""
    if isinstance(row, Conversation):
        return row.pk
    found: UUID | None = getattr(row, "conversation_id", None)
    return found


def inbox_link(conversation_id: UUID | None) -> SafeString | str:
    """Return a link that opens a conversation in the inbox; nothing for none."""
    if conversation_id is None:
        return "–"
    url = reverse("inbox-conversation", args=(conversation_id,))
    return format_html('<a class="desk-inbox" href="{}">{}</a>', url, _("Open"))
