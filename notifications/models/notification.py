"""One thing one person has been told."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation, Event
from conversations.models.base import PublicModel
from conversations.models.stored import StoredObject


class Notification(PublicModel):
    """An entry in a person's bell, made once for each person and event; an alarm of the desk itself has no event."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(_("kind"), max_length=40)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, null=True, blank=True, related_name="notifications"
    )
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="notifications")
    payload = StoredObject(default=dict)
    created_at = models.DateTimeField(_("at"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = (
            # The relay may run twice.
            models.UniqueConstraint(fields=("user", "event"), name="notification_once"),
        )
        indexes = (
            # The bell.
            models.Index(
                fields=("user", "-created_at"), condition=models.Q(read_at__isnull=True), name="notification_unread"
            ),
        )

    def __str__(self) -> str:
        """Return kind and person."""
        return f"{self.kind} → {self.user_id}"
