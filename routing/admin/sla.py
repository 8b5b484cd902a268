"""Promised times."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.base import ConfigurationAdmin, DeskModelForm
from accounts.admin_places import Group, Place
from routing.models import SlaPolicy
from routing.models.calendar import MINUTES_A_DAY


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

    place = Place(Group.TEXTS, 30)
    help_texts: Mapping[str, Any] = {
        "name": _("For you, for example “Sales, weekdays”."),
        "calendar": _("Times pass only while it is open."),
    }
    form = SlaPolicyForm
    list_display = (
        "name",
        "team",
        "calendar",
        "first_response",
        "urgent_first_response",
        "resolution",
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
                    "goes once to another agent. Changes apply to handoffs opened from now on."
                ),
            },
        ),
    )

    @admin.display(description=_("first response"), ordering="first_response_minutes")
    def first_response(self, policy: SlaPolicy) -> str:
        """Return the promise in words."""
        return say_minutes(policy.first_response_minutes)

    @admin.display(description=_("urgent"), ordering="urgent_first_response_minutes")
    def urgent_first_response(self, policy: SlaPolicy) -> str:
        """Return the promise in words."""
        return say_minutes(policy.urgent_first_response_minutes)

    @admin.display(description=_("resolution"), ordering="resolution_minutes")
    def resolution(self, policy: SlaPolicy) -> str:
        """Return the promise in words."""
        return say_minutes(policy.resolution_minutes)


def say_minutes(minutes: int) -> str:
    """Return open minutes as a person says them: 45 minutes, 2 hours, 1 day."""
    days, hours = minutes / MINUTES_A_DAY, minutes / 60
    if days >= 1 and days.is_integer():
        return ngettext("%d day", "%d days", int(days)) % days
    if hours >= 1 and hours.is_integer():
        return ngettext("%d hour", "%d hours", int(hours)) % hours
    return ngettext("%d minute", "%d minutes", minutes) % minutes
