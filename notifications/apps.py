"""The notifications app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """See docs/architecture.md, floor "notifications"."""

    name = "notifications"
    verbose_name = _("Notifications")
