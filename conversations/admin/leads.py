"""Customers: what an admin may correct by hand."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import DeskModelAdmin, DeskModelForm, ReadOnlyInline
from accounts.admin.rendering import pretty_json
from accounts.models import User
from conversations.admin.finding import FindsLeads
from conversations.models import Conversation, Lead, LeadIdentity
from conversations.services.lead_details import change_lead, read_name, read_phone


class IdentityInline(ReadOnlyInline):
    """The addresses under which channels know the lead."""

    model = LeadIdentity
    fields = ("account", "external_id", "created_at", "left_at")
    readonly_fields = ("created_at", "left_at")
    show_change_link = False


class LeadConversationInline(ReadOnlyInline):
    """The lead's threads."""

    model = Conversation
    fields = ("account", "team", "floor", "status", "last_message_at")
    readonly_fields = fields


class LeadForm(DeskModelForm):
    """A customer's details, read as the inbox reads them."""

    def clean_name(self) -> str:
        """Take away what no reader sees."""
        return read_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        """Bring the number into E.164 form; one that stays as it was is left alone."""
        written = str(self.cleaned_data["phone"])
        number = written if written in {"", self.instance.phone} else read_phone(written, self.instance.pk)
        if written and not number:
            raise ValidationError(_("Give the phone number with its country code, for example +1 202 555 0142."))
        return number


@admin.register(Lead)
class LeadAdmin(FindsLeads, DeskModelAdmin):
    """Customers come from channels; here their details can be corrected and an owner be set."""

    form = LeadForm
    list_display = ("__str__", "email", "phone", "lead_class", "is_vip", "owner", "created_at")
    list_filter = ("is_vip", "lead_class", "owner", "created_at")
    list_select_related = ("owner",)
    search_fields = ("=id",)
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

    def save_model(self, request: HttpRequest, obj: Lead, form: Any, change: bool) -> None:
        """Write through the service: what an admin sets is noted in the thread, and no profile overwrites it."""
        assert isinstance(request.user, User)  # noqa: S101 - only admins reach this page
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        change_lead(lead_id=obj.pk, user=request.user, changes=changes)

    @admin.display(description=_("collected fields"))
    def collected(self, lead: Lead) -> SafeString:
        """Return what the AI and agents wrote down."""
        return pretty_json(lead.fields)
