"""The project's own app configurations."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class HandoffDeskConfig(AppConfig):
    """The doors and the wiring."""

    name = "handoffdesk"
    verbose_name = _("Handoff Desk")

    def ready(self) -> None:
        """Register the deployment checks, the sweeps' schedule and what surrounds a job."""
        from handoffdesk import checks, job_context, schedule  # lazy: they need the loaded app registry

        checks.register()
        schedule.register()
        job_context.connect()


class DeskAdminConfig(AdminConfig):
    """Django's admin with the desk's own site."""

    default_site = "handoffdesk.admin_site.DeskAdminSite"
