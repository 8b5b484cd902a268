"""The append-only timeline: what happened, in order, without a gap."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.enums import Author
from conversations.events import kind_choices
from conversations.models.conversation import Conversation
from conversations.models.stored import StoredObject


class Event(models.Model):
    """One fact about a conversation.

    It is the timeline, the audit trail, the realtime version and the outbox at once.
    """

    # No index of its own: the unique constraint below begins with it, and every event pays for each index.
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="events", db_index=False)
    version = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=40, choices=kind_choices)
    actor = models.CharField(_("actor"), max_length=8, choices=Author)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    payload = StoredObject(default=dict, blank=True)
    created_at = models.DateTimeField(_("at"))
    relayed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("conversation", "version")
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = (models.UniqueConstraint(fields=("conversation", "version"), name="event_version_once"),)
        indexes = (
            # The relay and its sweep: what has not been told yet.
            models.Index(fields=("created_at",), condition=models.Q(relayed_at__isnull=True), name="event_unrelayed"),
        )

    def __str__(self) -> str:
        """Return version and kind."""
        return f"{self.version} {self.kind}"
