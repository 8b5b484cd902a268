"""The notifications app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """See docs/architecture.md, floor "notifications"."""

    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """Close the sockets of people who lose a right."""
        from notifications.realtime import revocation  # lazy: it needs the loaded app registry

        revocation.connect()
