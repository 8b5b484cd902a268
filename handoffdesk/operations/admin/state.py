"""How the desk itself is: alarms, signs of life, and the schedules of the sweeps, which can be changed and paused."""

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_celery_beat.admin import CrontabScheduleAdmin, IntervalScheduleAdmin, PeriodicTaskAdmin
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from accounts.admin.base import ReadOnlyAdmin, StaffPermissions
from accounts.admin_places import AdminPlace, Group
from handoffdesk.operations.models import Alarm, Heartbeat, SweepRun


@admin.register(PeriodicTask)
class SweepAdmin(StaffPermissions, PeriodicTaskAdmin):
    """The named sweeps; the desk made them, so their jobs and arguments are fixed."""

    place = AdminPlace(Group.OPERATIONS, 90)
    form = ModelForm
    change_form_template = None
    list_display = ("name", "description", "enabled", "scheduler", "last_run_at")
    list_filter = ("enabled",)
    list_select_related = ("interval", "crontab", "solar", "clocked")
    date_hierarchy = None
    actions = ("enable_tasks", "disable_tasks")
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "task", "description", "enabled"),
                "description": _(
                    "Sweeps find work that a lost wake-up left behind. A longer interval saves little and "
                    "delays recovery. Turning one off stops SLA deadlines or deliveries."
                ),
            },
        ),
        (
            _("Schedule"),
            {
                "fields": (
                    "interval",
                    "crontab",
                    "start_time",
                    "one_off",
                    "expire_seconds",
                    "last_run_at",
                    "total_run_count",
                )
            },
        ),
    )
    readonly_fields = ("name", "task", "last_run_at", "total_run_count")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse: a schedule needs a job in the code."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse: a deleted sweep would silently stop a part of the desk. It can be disabled."""
        return False


@admin.register(IntervalSchedule)
class IntervalAdmin(StaffPermissions, IntervalScheduleAdmin):
    """Intervals to choose from."""

    place = AdminPlace(Group.OPERATIONS, 100)
    list_display = ("__str__", "every", "period")


@admin.register(CrontabSchedule)
class CrontabAdmin(StaffPermissions, CrontabScheduleAdmin):
    """Times of day to choose from."""

    place = AdminPlace(Group.OPERATIONS, 110)


class StandsFilter(admin.SimpleListFilter):
    """Alarms that stand, or those that are over."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Offer both."""
        return [("open", gettext("open")), ("over", gettext("recovered"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alarm]) -> QuerySet[Alarm]:
        """Narrow the list to what was chosen."""
        if self.value() is None:
            return queryset
        return queryset.filter(closed_at__isnull=self.value() == "open")


@admin.register(Alarm)
class AlarmAdmin(ReadOnlyAdmin):
    """What the watchdog found, and whether it has recovered."""

    place = AdminPlace(Group.OPERATIONS, 10)
    list_display = ("opened_at", "kind", "detail", "closed_at")
    list_filter = ("kind", StandsFilter)
    date_hierarchy = "opened_at"


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    """Who lives."""

    place = AdminPlace(Group.OPERATIONS, 70)
    list_display = ("name", "beaten_at")


@admin.register(SweepRun)
class SweepRunAdmin(ReadOnlyAdmin):
    """How often each sweep ran and how long it took."""

    place = AdminPlace(Group.OPERATIONS, 80)
    list_display = ("job", "last_run_at", "last_took", "runs", "failures", "took_on_average")
    fields = ("job", "last_run_at", "last_took", "runs", "failures", "took_on_average")
    readonly_fields = ("last_took", "took_on_average")

    @admin.display(description=_("took"), ordering="last_seconds")
    def last_took(self, run: SweepRun) -> str:
        """Return how long the last run took, in milliseconds."""
        return _milliseconds(run.last_seconds)

    @admin.display(description=_("on average"))
    def took_on_average(self, run: SweepRun) -> str:
        """Return how long a run took on average, in milliseconds."""
        return _milliseconds(run.seconds / run.runs if run.runs else 0)


def _milliseconds(seconds: float) -> str:
    return gettext("%(number)s ms") % {"number": f"{seconds * 1000:.1f}"}
