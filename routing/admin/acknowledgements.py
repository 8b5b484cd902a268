"""What customers are told at once, with a preview for open and closed hours."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ConfigurationAdmin
from accounts.admin.rendering import plain_text
from accounts.admin_places import AdminPlace, Group
from accounts.models import Team
from conversations.enums import Priority
from routing.models import AcknowledgementTemplate
from routing.rehearsal.samples import preview_texts, sample_texts
from triggers.admin.forms import offer_acknowledgements
from triggers.admin.preview import Sample, offer_samples


def _keys() -> list[tuple[str, str]]:
    keys = AcknowledgementTemplate.objects.order_by("key").values_list("key", flat=True).distinct()
    return [(key, key) for key in keys]


def _samples(key: str, team: Team, priority: Priority) -> list[Sample]:
    return [Sample(*preview) for preview in preview_texts(key, team, priority)]


offer_acknowledgements(_keys)
offer_samples(_samples)


@admin.register(AcknowledgementTemplate)
class AcknowledgementAdmin(ConfigurationAdmin):
    """Texts by key, language and hours."""

    place = AdminPlace(Group.TEXTS, 10)
    help_texts: Mapping[str, Any] = {
        "key": _("The name scenarios use. “standard” is used when a scenario has no text of its own."),
        "language": _("A code such as en or de."),
        "hours": _("Whether it is sent in or out of opening hours."),
    }
    list_display = ("key", "language", "hours", "brand", "start_of_text")
    list_select_related = ("brand",)
    list_filter = ("key", "language", "hours", "brand")
    search_fields = ("key", "text")
    readonly_fields = ("preview",)
    fieldsets = (
        (
            None,
            {
                "fields": ("key", "language", "hours", "brand"),
                "description": _(
                    "Each scenario uses a key. Customers get the text in their language, or in English, or a "
                    "built-in sentence. “standard” is used when a key has no text."
                ),
            },
        ),
        (
            _("Text"),
            {
                "fields": ("text", "preview"),
                "description": _(
                    "Placeholders: {name} the customer's first name, {business} your brand, {team}, {agent}, "
                    "{wait} the time the SLA allows, {opens} when you next open. A sentence whose placeholder "
                    "has no value is left out. For example, {agent} has no value until someone is assigned."
                ),
            },
        ),
    )

    @admin.display(description=_("text"))
    def start_of_text(self, template: AcknowledgementTemplate) -> str:
        """Return the first words."""
        return template.text[:90] + ("…" if len(template.text) > 90 else "")

    @admin.display(description=_("preview of the saved text"))
    def preview(self, template: AcknowledgementTemplate) -> SafeString | str:
        """Return the text as customers of each team would get it now."""
        if not template.pk:
            return str(_("Save first to see this."))
        teams: list[Any] = list(Team.objects.order_by("name")[:3])
        shown = [(team, label, plain_text(text)) for team in teams for label, text in sample_texts(template, team)]
        return format_html_join("", '<p class="desk-preview__for">{} · {}</p>{}', shown) or str(
            _("There is no team yet.")
        )
