"""Promised times: one table a policy, a row for each promise and priority."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ConfigurationAdmin, DeskModelForm, DeskTabularInline
from accounts.admin_places import AdminPlace, Group
from conversations.enums import Priority
from routing.enums import SlaHours, SlaMetric
from routing.models import SlaPolicy, SlaTarget
from routing.models.calendar import MINUTES_A_DAY

if TYPE_CHECKING:
    _FormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    _FormSet = forms.BaseInlineFormSet

# What a new policy begins with; the form shows it, and each row can be changed or removed.
USUAL = (
    (SlaMetric.FIRST_RESPONSE, Priority.NORMAL, 15),
    (SlaMetric.FIRST_RESPONSE, Priority.URGENT, 5),
    (SlaMetric.RESOLUTION, Priority.NORMAL, MINUTES_A_DAY),
)


class SlaPolicyForm(DeskModelForm):
    """An SLA policy."""

    class Meta:
        model = SlaPolicy
        fields = ("name", "team", "calendar")

    def clean(self) -> dict[str, Any] | None:
        """Refuse a second common policy."""
        cleaned = super().clean() or self.cleaned_data
        others = SlaPolicy.objects.filter(team__isnull=True).exclude(pk=self.instance.pk)
        if "team" in cleaned and cleaned["team"] is None and (other := others.first()):
            self.add_error("team", _("“%(name)s” already covers teams without their own policy.") % {"name": other})
        return cleaned


class TargetForm(DeskModelForm):
    """One promised time. A row that the page proposed is saved as it is, unless it was removed."""

    class Meta:
        model = SlaTarget
        fields = ("metric", "priority", "minutes", "hours")
        error_messages: Mapping[str, Any] = {"minutes": {"required": _("Enter the minutes, or remove this row.")}}

    def has_changed(self) -> bool:
        """Whether the row is to be saved: what the page proposed too, else an emptied promise would vanish unsaid."""
        is_proposed = self.instance.pk is None and bool(self.initial)
        return is_proposed or super().has_changed()


class TargetFormSet(_FormSet):
    """The promised times of one policy."""

    def clean(self) -> None:
        """Refuse a priority that would wait longer than a lower one."""
        super().clean()
        valid = [form.cleaned_data | {"form": form} for form in self.forms if form.is_valid()]
        rows = [row for row in valid if row.get("minutes") and not row.get("DELETE")]
        rows.sort(key=lambda row: row["priority"])
        for place, row in enumerate(rows):
            lower = [one for one in rows[:place] if (one["metric"], one["hours"]) == (row["metric"], row["hours"])]
            if any(one["minutes"] < row["minutes"] for one in lower):
                text = gettext("“%(priority)s” would wait longer than a lower priority.")
                row["form"].add_error("minutes", text % {"priority": Priority(row["priority"]).label})


class TargetInline(DeskTabularInline):
    """The promised times."""

    model = SlaTarget
    form = TargetForm
    formset = TargetFormSet
    fields = ("metric", "priority", "minutes", "hours")
    verbose_name_plural = _("targets: a priority without its own row uses “normal”")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Propose the usual times for a new policy."""
        return 0 if obj else len(USUAL)


@admin.register(SlaPolicy)
class SlaPolicyAdmin(ConfigurationAdmin):
    """How fast teams answer."""

    place = AdminPlace(Group.TEXTS, 30)
    help_texts: Mapping[str, Any] = {
        "name": _("For you, for example “Sales, weekdays”."),
        "calendar": _("When people answer. Times “in opening hours” count only while it is open."),
    }
    form = SlaPolicyForm
    inlines = (TargetInline,)
    list_display = ("name", "team", "calendar", "first_response", "resolution")
    list_filter = ("calendar",)
    list_select_related = ("team", "calendar")
    search_fields = ("name", "team__name")
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "team", "calendar"),
                "description": _(
                    "Acknowledgements promise these times and no more. If the first response is late, the "
                    "agent and managers are notified and the conversation goes to another agent, once. If the "
                    "resolution is late, managers are notified. An hour is 60 minutes, a day 1440. Changes "
                    "apply to new handoffs only."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Bring the times along."""
        return super().get_queryset(request).prefetch_related("targets")

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Fill the proposed rows of a new policy."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk is None:
            kwargs["initial"] = [
                {"metric": metric, "priority": priority, "minutes": minutes, "hours": SlaHours.BUSINESS}
                for metric, priority, minutes in USUAL
            ]
        return kwargs

    @admin.display(description=_("first response"))
    def first_response(self, policy: SlaPolicy) -> str:
        """Return the promise in words."""
        return _in_words(policy, SlaMetric.FIRST_RESPONSE)

    @admin.display(description=_("resolution"))
    def resolution(self, policy: SlaPolicy) -> str:
        """Return the promise in words."""
        return _in_words(policy, SlaMetric.RESOLUTION)


def _in_words(policy: SlaPolicy, metric: SlaMetric) -> str:
    """Return a policy's times for one thing: 15 minutes, urgent 5 minutes."""
    targets = [target for target in policy.targets.all() if target.metric == metric]
    targets.sort(key=lambda target: (target.priority != Priority.NORMAL, target.priority))
    return ", ".join(_target_in_words(target) for target in targets) or "–"


def _target_in_words(target: SlaTarget) -> str:
    who = "" if target.priority == Priority.NORMAL else f"{target.get_priority_display()} "
    always = f" ({target.get_hours_display()})" if target.hours == SlaHours.WALL else ""
    return f"{who}{say_minutes(target.minutes)}{always}"


def say_minutes(minutes: int) -> str:
    """Return minutes as a person says them: 45 minutes, 2 hours, 1 day."""
    days, hours = minutes / MINUTES_A_DAY, minutes / 60
    if days >= 1 and days.is_integer():
        return ngettext("%d day", "%d days", int(days)) % days
    if hours >= 1 and hours.is_integer():
        return ngettext("%d hour", "%d hours", int(hours)) % hours
    return ngettext("%d minute", "%d minutes", minutes) % minutes
