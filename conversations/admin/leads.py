"""Customers: what an admin may correct by hand."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import DeskModelAdmin, ReadOnlyInline
from accounts.admin.rendering import pretty_json
from conversations.models import Conversation, Lead, LeadIdentity


class IdentityInline(ReadOnlyInline):
    """The addresses under which channels know the lead."""

    model = LeadIdentity
    fields = ("account", "external_id", "created_at")
    readonly_fields = ("created_at",)
    show_change_link = False


class LeadConversationInline(ReadOnlyInline):
    """The lead's threads."""

    model = Conversation
    fields = ("account", "team", "floor", "status", "last_message_at")
    readonly_fields = fields


@admin.register(Lead)
class LeadAdmin(DeskModelAdmin):
    """Customers come from channels; here their details can be corrected and an owner be set."""

    list_display = ("__str__", "email", "phone", "lead_class", "is_vip", "owner", "created_at")
    list_filter = ("is_vip", "lead_class", "owner", "created_at")
    list_select_related = ("owner",)
    search_fields = ("name", "email", "phone", "identities__external_id", "=id")
    autocomplete_fields = ("owner",)
    readonly_fields = ("collected", "created_at")
    fieldsets = (
        (None, {"fields": ("name", "email", "phone", "language")}),
        (_("Treatment"), {"fields": ("is_vip", "lead_class", "owner")}),
        (_("Collected"), {"fields": ("collected", "created_at")}),
    )
    inlines = (IdentityInline, LeadConversationInline)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a lead without a channel could not be answered."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a conversation is evidence; erasing a person is an act of its own."""
        return False

    @admin.display(description=_("collected fields"))
    def collected(self, lead: Lead) -> SafeString:
        """Return what the AI and agents wrote down."""
        return pretty_json(lead.fields)
