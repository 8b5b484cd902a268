"""Business hours with holidays, and a line that says whether it is open now."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.base import ConfigurationAdmin, DeskModelForm, DeskTabularInline
from accounts.admin.rendering import badge
from accounts.admin.user_forms import time_zone_choices
from accounts.admin_places import AdminPlace, Group
from routing.admin.holiday_form import HolidayForm
from routing.calendar import is_open, next_opening
from routing.models import Calendar, CalendarException, CalendarSpan
from routing.services.holidays import import_holidays
from routing.services.hours import hours_of


class CalendarForm(DeskModelForm):
    """A calendar."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=lambda: time_zone_choices("–")[1:])

    class Meta:
        model = Calendar
        fields = ("name", "time_zone", "always_open")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Propose the installation's own zone for a new calendar."""
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["time_zone"] = settings.TIME_ZONE


class SpanInline(DeskTabularInline):
    """The open hours of a week."""

    model = CalendarSpan
    fields = ("weekday", "opens", "closes")
    verbose_name_plural = _(
        "opening hours: add as many periods a day as you need. A closing time before the opening "
        "time is on the next day"
    )


class ExceptionInline(DeskTabularInline):
    """Dates that differ."""

    model = CalendarException
    fields = ("date", "name", "opens", "closes")
    verbose_name_plural = _("exceptions: holidays and dates with other hours")


@admin.register(Calendar)
class CalendarAdmin(ConfigurationAdmin):
    """When people answer."""

    place = AdminPlace(Group.TEXTS, 20)
    help_texts: Mapping[str, Any] = {
        "name": _("For you, for example “Shop hours”."),
        "time_zone": _("The hours below are in this zone."),
    }
    form = CalendarForm
    inlines = (SpanInline, ExceptionInline)
    change_form_template = "admin/routing/calendar/change_form.html"
    list_display = ("name", "time_zone", "always_open", "used_by", "now")
    search_fields = ("name",)
    readonly_fields = ("used_by", "now")
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "time_zone", "always_open", "used_by", "now"),
                "description": _(
                    "SLA times count in these hours, and acknowledgements mention them. SLA policies set which "
                    "team uses which calendar."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Calendar]:
        """Fetch hours and exceptions of all shown calendars at once."""
        needed = ("spans", "exceptions", "sla_policies__team")
        rows: QuerySet[Calendar] = super().get_queryset(request).prefetch_related(*needed)
        return rows

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Leave out hours that nobody reads: a calendar that is open around the clock has none."""
        return () if obj is not None and obj.always_open else self.inlines

    @admin.display(description=_("used by"))
    def used_by(self, calendar: Calendar) -> SafeString | str:
        """Return the teams whose SLA counts in these hours; a calendar that no policy names does nothing."""
        if not calendar.pk:
            return str(_("Save first to see this."))
        policies = calendar.sla_policies.all()
        if not policies:
            return badge(_("no one: no SLA policy uses it"), "warn")
        return ", ".join(str(policy.team or _("all teams without their own policy")) for policy in policies)

    @admin.display(description=_("now"))
    def now(self, calendar: Calendar) -> SafeString | str:
        """Return whether the saved hours are open now, else when they open next."""
        if not calendar.pk:
            return str(_("Save first to see this."))
        hours, at = hours_of(calendar), timezone.now()
        if is_open(hours, at):
            return badge(_("open now"), "good")
        opens = next_opening(hours, at)
        if opens is None:
            return badge(_("never opens within a year"), "bad")
        local = timezone.localtime(opens, hours.zone)
        when = formats.date_format(local, "l j F, H:i")
        return badge(_("closed, opens %(when)s (%(zone)s)") % {"when": when, "zone": local.tzname()}, "warn")

    def get_urls(self) -> list[URLPattern]:
        """Add the import of holidays."""
        view = self.admin_site.admin_view(self.holidays_view)
        return [path("<path:object_id>/holidays/", view, name="routing_calendar_holidays"), *super().get_urls()]

    def holidays_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for country and year, then add the holidays as closed days that can be edited."""
        calendar = get_object_or_404(Calendar, pk=unquote(object_id))
        form = HolidayForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            added = import_holidays(
                calendar=calendar, country=given["country"], region=given["region"], year=given["year"]
            )
            self.log_change(request, calendar, str(_("Imported holidays.")))
            said = ngettext(
                "Added %(count)d holiday as a closed day.", "Added %(count)d holidays as closed days.", added
            )
            self.message_user(request, said % {"count": added}, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:routing_calendar_change", args=(calendar.pk,)))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import holidays"),
            "form": form,
            "original": calendar,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/routing/calendar/holidays.html", context)
