"""The project's own app configurations."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class HandoffDeskConfig(AppConfig):
    """The doors and the wiring."""

    name = "handoffdesk"
    verbose_name = _("Handoff Desk")

    def ready(self) -> None:
        """Register checks, the sweeps' schedule, the seal of the keys, what surrounds a job and follows a departure."""
        from accounts.services import departures  # lazy: it needs the loaded app registry, as the others do
        from handoffdesk import checks, job_context, keys, schedule  # lazy: the same
        from routing.services.leaving import follow_departure  # lazy: the same

        checks.register()
        schedule.register()
        keys.register()
        job_context.connect()
        departures.follow(follow_departure)


class DeskAdminConfig(AdminConfig):
    """Django's admin with the desk's own site."""

    default_site = "handoffdesk.admin_site.DeskAdminSite"
