"""Promised times."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ConfigurationAdmin, DeskModelForm
from routing.models import SlaPolicy


class SlaPolicyForm(DeskModelForm):
    """An SLA policy."""

    class Meta:
        model = SlaPolicy
        fields = (
            "name",
            "team",
            "calendar",
            "first_response_minutes",
            "urgent_first_response_minutes",
            "resolution_minutes",
        )

    def clean(self) -> dict[str, Any] | None:
        """Refuse a second common policy, and an urgent time that is slower than the ordinary one."""
        cleaned = super().clean() or self.cleaned_data
        others = SlaPolicy.objects.filter(team__isnull=True).exclude(pk=self.instance.pk)
        if "team" in cleaned and cleaned["team"] is None and (other := others.first()):
            self.add_error(
                "team", _("“%(name)s” already serves the teams without a policy of their own.") % {"name": other}
            )
        usual, urgent = cleaned.get("first_response_minutes"), cleaned.get("urgent_first_response_minutes")
        if usual and urgent and urgent > usual:
            self.add_error("urgent_first_response_minutes", _("Urgent conversations would wait longer than others."))
        return cleaned


@admin.register(SlaPolicy)
class SlaPolicyAdmin(ConfigurationAdmin):
    """How fast teams answer."""

    form = SlaPolicyForm
    list_display = (
        "name",
        "team",
        "calendar",
        "first_response_minutes",
        "urgent_first_response_minutes",
        "resolution_minutes",
    )
    list_filter = ("calendar",)
    list_select_related = ("team", "calendar")
    search_fields = ("name", "team__name")
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "team", "calendar"),
                "description": _(
                    "Times count only while the calendar is open. Acknowledgements promise what stands here, and "
                    "no more."
                ),
            },
        ),
        (
            _("Times"),
            {
                "fields": ("first_response_minutes", "urgent_first_response_minutes", "resolution_minutes"),
                "description": _(
                    "When the first response is late, the agent and the managers are told, and the conversation "
                    "goes once to another agent. Changes hold for handoffs that open from now on."
                ),
            },
        ),
    )
