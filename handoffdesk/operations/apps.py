"""The app of what the desk notes of itself."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    """Heartbeats, alarms, sweeps, counters, keys."""

    name = "handoffdesk.operations"
    verbose_name = _("Operations")
