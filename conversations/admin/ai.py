"""AI profiles: which engine answers, and whether it can be reached."""

import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import DeskModelAdmin
from accounts.admin.rendering import badge
from accounts.admin.secrets import SecretsForm
from accounts.admin_places import AdminPlace, Group
from conversations.ai.client import ModelFault, Request, complete
from conversations.ai.types import Engine
from conversations.models import AiProfile

# A person waits in front of the page.
LONGEST_TEST_SECONDS = 10
FAULTS = {
    "timeout": _("The server did not respond in time."),
    "unavailable": _("The server can't be reached or is overloaded."),
    "refused": _("The server refused the request. Check the key, the model name and the base URL."),
    "invalid": _("The response didn't come from an OpenAI-compatible server. Does the base URL end in /v1?"),
    "paused": _("The server failed several times in a row. Try again in 30 seconds."),
}


class AiProfileForm(SecretsForm):
    """A profile; its key is write-only."""

    secret_fields = ("api_key",)
    sent_to = MappingProxyType({"api_key": "base_url"})
    base_url = forms.URLField(
        label=_("Base URL"),
        required=False,
        assume_scheme="http",
        max_length=200,
        help_text=_(
            "Any OpenAI-compatible server, for example http://127.0.0.1:11434/v1. If empty, the "
            "built-in answerer replies without a model."
        ),
    )

    class Meta:
        model = AiProfile
        fields = (
            "name",
            "is_default",
            "base_url",
            "model",
            "api_key",
            "timeout_seconds",
            "input_price",
            "output_price",
            "debounce_ms",
            "instructions",
        )

    def clean(self) -> dict[str, Any] | None:
        """Ask for address and model together."""
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("base_url")) != bool(cleaned.get("model")) and "base_url" not in self.errors:
            missing = "model" if cleaned.get("base_url") else "base_url"
            self.add_error(
                missing, _("Enter both a base URL and a model, or leave both empty to use the built-in answerer.")
            )
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Leave “only one default” to the save, which takes it from the other profile."""
        return {*super()._get_validation_exclusions(), "is_default"}  # type: ignore[misc] # Django's own, not in the stubs


@admin.register(AiProfile)
class AiProfileAdmin(DeskModelAdmin):
    """Which AI answers; in whose name, the channel's brand says."""

    place = AdminPlace(Group.CHANNELS, 20)
    help_texts: Mapping[str, Any] = {
        "name": _("For you. Customers never see it."),
        "is_default": _("Used on every channel without its own profile."),
        "model": _("The name the server uses, for example llama3.1."),
        "api_key": _("Stored encrypted and never shown again. Leave empty if the server doesn't need one."),
    }
    form = AiProfileForm
    change_form_template = "admin/conversations/aiprofile/change_form.html"
    list_display = ("name", "engine", "is_default", "timeout_seconds")
    search_fields = ("name", "model")
    readonly_fields = ("engine",)
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "is_default", "engine"),
                "description": _("Channels without their own profile use the default."),
            },
        ),
        (_("Model"), {"fields": ("base_url", "model", "api_key", "timeout_seconds", "input_price", "output_price")}),
        (_("Behaviour"), {"fields": ("instructions", "debounce_ms")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AiProfile]:
        """Order the default first."""
        rows: QuerySet[AiProfile] = super().get_queryset(request).order_by("-is_default", "name")
        return rows

    @admin.display(description=_("who answers"))
    def engine(self, profile: AiProfile) -> SafeString:
        """Return whether a model or the built-in answerer speaks."""
        if profile.uses_model:
            return badge(profile.model, "good")
        return badge(_("built-in answerer: quotes the knowledge base, no model"), "quiet")

    def save_model(self, request: HttpRequest, obj: AiProfile, form: Any, change: bool) -> None:
        """Save; a new default takes the place of the old one."""
        if obj.is_default:
            AiProfile.objects.filter(is_default=True).exclude(pk=obj.pk).update(is_default=False)
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        """Add the connection test."""
        view = self.admin_site.admin_view(self.test_view)
        return [path("<path:object_id>/test/", view, name="conversations_aiprofile_test"), *super().get_urls()]

    def test_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask the saved profile's model for one word (POST only) and say how it went."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        profile = get_object_or_404(AiProfile, pk=unquote(object_id))
        level, text = try_connection(profile)
        self.message_user(request, text, level)
        return HttpResponseRedirect(reverse("admin:conversations_aiprofile_change", args=(profile.pk,)))


def try_connection(profile: AiProfile) -> tuple[int, str]:
    """Return a message level and a sentence on whether the profile's engine answers; at most two requests."""
    if not profile.uses_model:
        return messages.INFO, str(_("You're using the built-in answerer, so there's nothing to connect to."))
    seconds = min(profile.timeout_seconds, LONGEST_TEST_SECONDS)
    engine = Engine("", base_url=profile.base_url, model=profile.model, api_key=profile.api_key, timeout=float(seconds))
    started = time.monotonic()
    try:
        complete(engine, Request(messages=({"role": "user", "content": "Answer with the one word OK."},)))
    except ModelFault as fault:
        return messages.ERROR, f"{FAULTS.get(fault.kind, '')} ({fault.reason})"
    said = _("%(model)s responded in %(seconds).1f seconds.")
    return messages.SUCCESS, said % {"model": profile.model, "seconds": time.monotonic() - started}
