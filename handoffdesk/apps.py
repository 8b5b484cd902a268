"""The project's own app configurations."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

from handoffdesk.server.sheets import load_without_numpy

# Here, because this app comes first: the admin's pages import openpyxl, and a start takes no NumPy along.
load_without_numpy()


class HandoffDeskConfig(AppConfig):
    """The doors and the wiring."""

    name = "handoffdesk"
    verbose_name = _("Handoff Desk")

    def ready(self) -> None:
        """Register checks, the sweeps' schedule, the seal of the keys, what surrounds a job and follows a departure."""
        from accounts.services import departures  # lazy: it needs the loaded app registry, as the others do
        from handoffdesk import checks  # lazy: the same
        from handoffdesk.jobs import context, schedule  # lazy: the same
        from handoffdesk.operations import keys  # lazy: the same
        from handoffdesk.server import garbage  # lazy: the same
        from handoffdesk.server.sqlite import ranks  # lazy: the same
        from routing.services.leaving import follow_departure  # lazy: the same

        checks.register()
        schedule.register()
        keys.register()
        context.connect()
        ranks.connect()
        garbage.connect()
        departures.follow(follow_departure)


class DeskAdminConfig(AdminConfig):
    """Django's admin with the desk's own site."""

    default_site = "handoffdesk.admin.site.DeskAdminSite"
