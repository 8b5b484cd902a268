"""Customers: what an admin may correct by hand."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import DeskModelAdmin, DeskModelForm, ReadOnlyInline
from accounts.admin.rendering import admin_link, badge, facts_of
from accounts.admin_places import AdminPlace, Group
from accounts.models import User
from conversations.admin.finding import FindsLeads
from conversations.admin.inbox import inbox_link
from conversations.models import Conversation, Lead, LeadIdentity
from conversations.services.lead_details import change_lead, read_name, read_phone
from conversations.services.merging import same_contact


class IdentityInline(ReadOnlyInline):
    """The addresses under which channels know the lead."""

    model = LeadIdentity
    fields = ("account", "kind", "external_id", "created_at", "left_at")
    readonly_fields = ("created_at", "left_at")
    show_change_link = False


class LeadConversationInline(ReadOnlyInline):
    """The lead's threads."""

    model = Conversation
    fields = ("account", "team", "floor", "status", "last_message_at")
    readonly_fields = fields


class LeadForm(DeskModelForm):
    """A customer's details, read as the inbox reads them."""

    class Meta:
        model = Lead
        fields = ("name", "email", "phone", "language", "is_vip", "lead_class", "owner")
        help_texts = {"phone": _("With its country code, for example +1 202 555 0142.")}

    def clean_name(self) -> str:
        """Take away what no reader sees."""
        return read_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        """Bring the number into E.164 form; one that stays as it was is left alone."""
        written = str(self.cleaned_data["phone"])
        number = written if written in {"", self.instance.phone} else read_phone(written, self.instance.pk)
        if written and not number:
            raise ValidationError(_("Enter the phone number with its country code, for example +1 202 555 0142."))
        return number


@admin.register(Lead)
class LeadAdmin(FindsLeads, DeskModelAdmin):
    """Customers come from channels; here their details can be corrected and an owner be set."""

    form = LeadForm
    place = AdminPlace(Group.CUSTOMERS, 10)
    help_texts: Mapping[str, Any] = {
        "name": _("Shown to colleagues. Channels don't overwrite what you enter here."),
        "email": _("How to reach them outside this desk."),
        "language": _("A code such as en or de, used for automatic messages."),
        "is_vip": _("VIP rules apply to them."),
        "lead_class": _("How likely they are to buy. Rules can use it."),
    }
    list_display = ("__str__", "inbox", "email", "phone", "treatment", "owner", "created_at")
    list_filter = ("is_vip", "lead_class", "owner", "created_at")
    list_select_related = ("owner",)
    search_fields = ("=id",)
    autocomplete_fields = ("owner",)
    readonly_fields = ("collected", "same_person", "created_at")
    fieldsets = (
        (None, {"fields": ("name", "email", "phone", "language", "same_person")}),
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lead]:
        """Bring each lead's newest thread in the same query."""
        threads = Conversation.objects.filter(lead=OuterRef("pk")).order_by("-last_message_at", "-id")
        rows: QuerySet[Lead] = super().get_queryset(request).annotate(newest_thread=Subquery(threads.values("pk")[:1]))
        return rows

    @admin.display(description=_("the same person"))
    def same_person(self, lead: Lead) -> SafeString | str:
        """Return into which lead this one was merged and who was merged into it, and who has the same contact."""
        known = [(admin_link(other), _("merged")) for other in (lead.merged_into, *lead.merged_leads.all()) if other]
        perhaps = [(admin_link(other), _("perhaps: the same number or email")) for other in same_contact(lead)[:5]]
        shown = [*known, *(row for row in perhaps if row not in known)]
        return format_html_join("", "<div>{} · {}</div>", shown) or "–"

    @admin.display(description=_("inbox"))
    def inbox(self, lead: Any) -> SafeString | str:
        """Return a link to the lead's newest thread in the inbox."""
        return inbox_link(lead.newest_thread)

    @admin.display(description=_("class"), ordering="lead_class")
    def treatment(self, lead: Lead) -> SafeString | str:
        """Return how warm the lead is, and whether they are a VIP."""
        kind = lead.get_lead_class_display() if lead.lead_class else ""
        return format_html("{} {}", badge(_("VIP"), "warn"), kind) if lead.is_vip else kind or "–"

    @admin.display(description=_("collected fields"))
    def collected(self, lead: Lead) -> SafeString | str:
        """Return what the AI and agents wrote down."""
        return facts_of(lead.fields)
