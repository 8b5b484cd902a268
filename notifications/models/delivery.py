"""One notification on its way by one transport, and what a person wants by which."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.enums import Told
from notifications.models.notification import Notification


class NotificationDelivery(models.Model):
    """How telling one person by one transport went: each attempt is counted, and the last error kept."""

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    transport = models.CharField(_("transport"), max_length=20)
    state = models.CharField(_("state"), max_length=8, choices=Told, default=Told.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # While it is being sent: when the sender counts as dead.
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("delivery of a notification")
        verbose_name_plural = _("deliveries of notifications")
        constraints = (
            # Nobody is told twice of one thing by one transport.
            models.UniqueConstraint(fields=("notification", "transport"), name="notification_delivery_once"),
        )
        indexes = (
            # The sweep and the senders: what is due.
            models.Index(
                fields=("transport", "next_attempt_at"),
                condition=models.Q(next_attempt_at__isnull=False),
                name="notification_delivery_due",
            ),
        )

    def __str__(self) -> str:
        """Return transport and state."""
        return f"{self.transport}: {self.get_state_display()}"


class NotificationPreference(models.Model):
    """What one person chose for one kind by one transport; without a row the transport's own default holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=40)
    transport = models.CharField(_("transport"), max_length=20)
    is_on = models.BooleanField(_("on"))

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        constraints = (
            # The relay reads by person.
            models.UniqueConstraint(fields=("user", "kind", "transport"), name="notification_preference_once"),
        )

    def __str__(self) -> str:
        """Return what was chosen."""
        return f"{self.kind} {self.transport}: {self.is_on}"
