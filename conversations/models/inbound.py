"""Webhooks as they arrived."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.enums import InboundState
from conversations.models.channel import ChannelAccount
from conversations.models.stored import StoredObject


class InboundEvent(models.Model):
    """One thing a provider told us, kept raw; the unique key makes a second delivery a no-op."""

    account = models.ForeignKey(
        ChannelAccount,
        on_delete=models.CASCADE,
        related_name="inbound_events",
        verbose_name=_("channel account"),
        db_index=False,  # the unique constraint below begins with it, and every update pays for each index
    )
    kind = models.CharField(_("kind"), max_length=40)
    provider_id = models.CharField(_("id at the provider"), max_length=255)
    raw = StoredObject(_("raw"))
    state = models.CharField(_("state"), max_length=12, choices=InboundState, default=InboundState.STORED)
    error = models.TextField(_("error"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(
        _("next attempt"), null=True, blank=True, help_text=_("When a failed one is tried again.")
    )
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    processed_at = models.DateTimeField(_("processed"), null=True, blank=True)

    class Meta:
        ordering = ("-received_at",)
        verbose_name = _("inbound event")
        verbose_name_plural = _("inbound events")
        constraints = (models.UniqueConstraint(fields=("account", "kind", "provider_id"), name="inbound_event_once"),)
        indexes = (
            # The sweep looks only for what a crash left behind.
            models.Index(fields=("received_at",), condition=models.Q(state="stored"), name="inbound_stored"),
            # What could not be processed: the admin's first page and the metrics.
            models.Index(fields=("received_at",), condition=models.Q(state="failed"), name="inbound_failed"),
        )

    def __str__(self) -> str:
        """Return kind and provider id."""
        return f"{self.kind} {self.provider_id}"
