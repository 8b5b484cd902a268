"""What customers are told at once, with a preview for open and closed hours."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ConfigurationAdmin
from accounts.admin.rendering import plain_text
from accounts.admin_places import Group, Place
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

    place = Place(Group.TEXTS, 10)
    help_texts: Mapping[str, Any] = {
        "key": _("Scenarios name it. “standard” serves all that have no text of their own."),
        "language": _("A code such as en or de."),
        "hours": _("Whether it is told while the team answers, or while it is closed."),
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
                    "Scenarios name a key. The text in the customer's language is taken, else the English one, "
                    "else a built-in sentence. “standard” serves every scenario whose key has no text."
                ),
            },
        ),
        (
            _("Text"),
            {
                "fields": ("text", "preview"),
                "description": _(
                    "Placeholders: {name} the customer's first name, {business} your brand, {team}, {agent}, {wait} "
                    "the time that the SLA can keep, {opens} the next opening. A sentence whose placeholder has no "
                    "value is left out: with nobody assigned yet, a sentence with {agent} does not appear."
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
            return str(_("Shown after the first save."))
        teams: list[Any] = list(Team.objects.order_by("name")[:3])
        shown = [(team, label, plain_text(text)) for team in teams for label, text in sample_texts(template, team)]
        return format_html_join("", '<p class="desk-preview__for">{} · {}</p>{}', shown) or str(
            _("There is no team yet.")
        )
