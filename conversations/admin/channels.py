"""Channel accounts: connect a number or a web page, see whether it works."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.base import DeskModelAdmin
from accounts.admin.rendering import badge, copyable
from accounts.admin_places import AdminPlace, Group
from conversations.adapters.declaration import Channel, Door
from conversations.adapters.registry import CHANNELS, channel_choices
from conversations.admin.channel_forms import (
    ChannelAccountForm,
    fields_at_provider,
    fields_to_connect,
    stored_names,
)
from conversations.models import ChannelAccount

GENERAL = ("name", "team", "brand", "autopilot", "ai_profile", "country", "is_active")
SECRECY = _("Secrets are stored encrypted and never shown again.")


class ChannelFilter(admin.SimpleListFilter):
    """The channels there are, by their names."""

    title = _("channel")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return every channel of the registry."""
        return channel_choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[ChannelAccount]) -> QuerySet[ChannelAccount]:
        """Return the accounts of the chosen channel."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(ChannelAccount)
class ChannelAccountAdmin(DeskModelAdmin):
    """The business's accounts on the channels."""

    place = AdminPlace(Group.CHANNELS, 10)
    help_texts: Mapping[str, Any] = {
        "kind": _("You can't change this later."),
        "name": _("Shown in the inbox."),
        "team": _("This team gets the channel's conversations."),
        "ai_profile": _("If empty, the default."),
        "is_active": _("If off, nothing is received or sent."),
    }
    form = ChannelAccountForm
    list_display = ("name", "channel", "team", "brand", "mode", "shown_health", "autopilot", "is_active")
    list_filter = (ChannelFilter, "health", "is_active", "simulator", "team")
    list_select_related = ("team", "brand")
    search_fields = ("name", "external_id", "display_address", "public_id")
    actions = ("mark_working",)
    readonly_fields = (
        "public_id",
        "webhook",
        "verify_help",
        "snippet",
        "chat_page",
        "shown_health",
        "health_note",
        "created_at",
    )

    @property
    def media(self) -> forms.Media:
        """Add the module that hides the other channel's fields."""
        modules: list[Any] = [Script("admin_desk/conditional.js", type="module")]
        own: forms.Media = super().media + forms.Media(js=modules)
        return own

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Fix the channel of an existing account: its conversations live on it."""
        return (*self.readonly_fields, "kind", "channel") if obj else self.readonly_fields

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Leave what the channel declares to the form: the model has no such columns."""
        names = kwargs.get("fields") or flatten_fieldsets(self.get_fieldsets(request, obj))
        kwargs["fields"] = [name for name in names if name not in stored_names()]
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what the account's channel declares; of a new account what any channel does."""
        known = CHANNELS.get(obj.kind) if obj else None
        channels = [known] if known else list(CHANNELS.values())
        sections: list[tuple[Any, dict[str, Any]]] = [
            (None, {"fields": ("channel" if obj else "kind", *GENERAL)}),
            (_("At the provider"), {"fields": fields_at_provider(channels), "description": SECRECY}),
            (_("Connect"), {"fields": fields_to_connect(channels)}),
            (_("Health"), {"fields": ("shown_health", "health_note")}),
            (_("More"), {"fields": ("public_id", "created_at"), "classes": ("collapse",)}),
        ]
        return [section for section in sections if section[1]["fields"]]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: the account's conversations and raw events hang on it. It can be made inactive."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChannelAccount]:
        """Leave the secrets of lists in the database."""
        rows: QuerySet[ChannelAccount] = super().get_queryset(request)
        match = request.resolver_match
        is_list = match is not None and match.url_name is not None and match.url_name.endswith("_changelist")
        return rows.defer("secrets") if is_list else rows

    def save_model(self, request: HttpRequest, obj: ChannelAccount, form: Any, change: bool) -> None:
        """Save; something new of what the channel asks for is a reason to try sending again."""
        if stored_names() & set(form.changed_data):
            obj.health, obj.health_note = ChannelAccount.Health.OK, ""
        super().save_model(request, obj, form, change)

    @admin.display(description=_("channel"), ordering="kind")
    def channel(self, account: ChannelAccount) -> str:
        """Return the channel's name."""
        declared = CHANNELS.get(account.kind)
        return str(declared.label) if declared else account.kind

    @admin.display(description=_("mode"), ordering="simulator")
    def mode(self, account: ChannelAccount) -> SafeString:
        """Return whether messages leave this machine."""
        declared = CHANNELS.get(account.kind)
        if declared and declared.door is Door.WIDGET:
            return badge(_("own server"), "quiet")
        return badge(_("simulator"), "warn") if account.simulator else badge(_("live"), "good")

    @admin.display(description=_("health"), ordering="health")
    def shown_health(self, account: ChannelAccount) -> SafeString:
        """Return whether the provider still accepts us."""
        tone = "good" if account.health == ChannelAccount.Health.OK else "bad"
        return badge(account.get_health_display(), tone)

    @admin.display(description=_("webhook URL"))
    def webhook(self, account: ChannelAccount) -> SafeString | str:
        """Return the address that the provider must call."""
        if not account.pk:
            return str(_("Save first to see this."))
        return copyable(f"{settings.PUBLIC_BASE_URL}/hooks/{account.kind}/{account.public_id}/")

    @admin.display(description=_("how to connect"))
    def verify_help(self, account: ChannelAccount) -> SafeString | str:
        """Return the steps that the channel declares."""
        declared = CHANNELS.get(account.kind)
        if not account.pk or declared is None:
            return str(_("Save first to see this."))
        return _steps(declared)

    @admin.display(description=_("widget for your site"))
    def snippet(self, account: ChannelAccount) -> SafeString | str:
        """Return the line that embeds the widget."""
        if not account.pk:
            return str(_("Save first to see this."))
        source = settings.PUBLIC_BASE_URL + static("widget/widget.js")
        return copyable(f'<script src="{source}" data-widget="{account.public_id}" async></script>')

    @admin.display(description=_("chat page"))
    def chat_page(self, account: ChannelAccount) -> SafeString | str:
        """Return the address of the full-page chat."""
        if not account.pk:
            return str(_("Save first to see this."))
        return format_html('<a href="/chat/{0}/">{1}/chat/{0}/</a>', account.public_id, settings.PUBLIC_BASE_URL)

    @admin.action(description=_("Mark as working and resume sending"), permissions=["change"])
    def mark_working(self, request: HttpRequest, queryset: QuerySet[ChannelAccount]) -> None:
        """Clear the broken state of the chosen accounts."""
        broken = list(queryset.filter(health=ChannelAccount.Health.BROKEN))
        for account in broken:
            account.health, account.health_note = ChannelAccount.Health.OK, ""
            account.save(update_fields=["health", "health_note"])
            self.log_change(request, account, str(_("Marked as working.")))
        said = ngettext(
            "%(count)d account marked as working.", "%(count)d accounts marked as working.", len(broken)
        ) % {"count": len(broken)}
        self.message_user(request, said, messages.SUCCESS)


def _steps(channel: Channel) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((step,) for step in channel.setup_steps))
    steps = format_html("<ol>{}</ol>", items)
    if settings.IS_HTTPS or channel.door is not Door.WEBHOOK:
        return steps
    warning = _("This desk has no https address yet (PUBLIC_BASE_URL): the provider will refuse the webhook.")
    return format_html("{}<p>{}</p>", steps, warning)
