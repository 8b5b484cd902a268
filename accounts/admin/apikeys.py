"""API keys: made here, shown once."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import DeskModelAdmin
from accounts.admin.rendering import badge, copyable
from accounts.admin_places import AdminPlace, Group
from accounts.models import ApiKey
from accounts.services.apikeys import create_api_key


@admin.register(ApiKey)
class ApiKeyAdmin(DeskModelAdmin):
    """Keys with which machines act as a person."""

    place = AdminPlace(Group.PEOPLE, 30)
    help_texts: Mapping[str, Any] = {
        "name": _("What will use it, for example “Shop website”."),
        "user": _("Anyone with the key can do what this person can do."),
        "read_only": _("The key can read but not change anything."),
        "expires_at": _("If empty, it works until you delete it."),
    }
    list_display = ("name", "user", "shown_prefix", "read_only", "state", "last_used_at")
    list_filter = ("read_only", "user")
    list_select_related = ("user",)
    search_fields = ("name", "prefix", "user__name", "user__email")
    autocomplete_fields = ("user",)
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "user", "read_only", "expires_at"),
                "description": _(
                    "A key can do what its user can do. It's shown once, right after you save. To revoke a "
                    "key, delete it."
                ),
            },
        ),
        (_("Use"), {"fields": ("shown_prefix", "last_used_at", "created_at")}),
    )
    readonly_fields = ("shown_prefix", "last_used_at", "created_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Fix the user of an existing key: another user would be another key."""
        return (*self.readonly_fields, "user") if obj else self.readonly_fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the use only of a key that exists."""
        return self.fieldsets if obj else self.fieldsets[:1]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiKey]:
        """Leave the fingerprint in the database."""
        rows: QuerySet[ApiKey] = super().get_queryset(request).defer("digest")
        return rows

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        """Save; a new key is made by the service and shown once."""
        if change:
            super().save_model(request, obj, form, change)
            return
        key = create_api_key(user=obj.user, name=obj.name, read_only=obj.read_only, expires_at=obj.expires_at)
        obj.pk = ApiKey.objects.filter(user=obj.user, prefix=key[:10]).latest("pk").pk
        obj.prefix = key[:10]
        obj._state.adding = False
        text = format_html("{} {}", _("Copy the key now. It won't be shown again:"), copyable(key))
        self.message_user(request, text, messages.WARNING)

    @admin.display(description=_("starts with"), ordering="prefix")
    def shown_prefix(self, key: ApiKey) -> str:
        """Return the first characters."""
        return f"{key.prefix}…"

    @admin.display(description=_("state"))
    def state(self, key: ApiKey) -> SafeString:
        """Return whether the key opens anything."""
        if not key.user.is_active:
            return badge(_("user deactivated"), "bad")
        expired = key.expires_at is not None and key.expires_at <= timezone.now()
        return badge(_("expired"), "bad") if expired else badge(_("valid"), "good")
