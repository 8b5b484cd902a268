"""Messages; a queued outgoing message is the outbox."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.enums import Author, Delivery, Direction
from conversations.models.base import PublicModel
from conversations.models.channel import ChannelAccount
from conversations.models.conversation import Conversation
from conversations.models.stored import StoredObject


class Message(PublicModel):
    """Something said in a conversation, or a private note in it."""

    # No index of its own: the unique constraint below begins with it, and every message pays for each index.
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False)
    account = models.ForeignKey(ChannelAccount, on_delete=models.PROTECT, related_name="messages")
    version = models.PositiveIntegerField(help_text=_("The version of the event that created it."))
    direction = models.CharField(_("direction"), max_length=4, choices=Direction)
    author = models.CharField(_("author"), max_length=8, choices=Author)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        default="text",
        help_text=_("text, image, ... or unsupported: then the body is a placeholder."),
    )
    purpose = models.CharField(
        _("purpose"),
        max_length=20,
        blank=True,
        help_text=_("acknowledgement, reactivation, ... Empty for ordinary messages."),
    )
    body = models.TextField(_("text"))
    provider_id = models.CharField(_("id at the provider"), max_length=255, blank=True)
    provider_at = models.DateTimeField(_("time at the provider"), null=True, blank=True)
    reply_to_provider_id = models.CharField(max_length=255, blank=True)
    floor_token = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("The floor token under which the AI wrote it.")
    )
    delivery = models.CharField(_("delivery"), max_length=10, choices=Delivery, default=Delivery.NONE)
    delivery_error = models.CharField(_("reason"), max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    sending_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    extra = StoredObject(default=dict, blank=True)
    judged = StoredObject(
        null=True,
        blank=True,
        editable=False,
        help_text=_("What the trigger engine knew besides the words when it judged this message. Empty if not judged."),
    )
    created_at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ("conversation", "version")
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = (
            models.UniqueConstraint(fields=("conversation", "version"), name="message_version_once"),
            # The provider repeats itself, and two servers may hear it at the same millisecond.
            models.UniqueConstraint(
                fields=("account", "provider_id"), condition=~models.Q(provider_id=""), name="message_provider_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(author="ai", direction="out") | models.Q(floor_token__isnull=False),
                name="ai_message_has_token",
            ),
        )
        indexes = (
            # The outbox and its sweep.
            models.Index(
                fields=("next_attempt_at",),
                condition=models.Q(delivery__in=("queued", "sending")),
                name="message_outbox",
            ),
            # Dead letters: the admin's first page and the metrics.
            models.Index(
                fields=("created_at",), condition=models.Q(delivery__in=("failed", "unknown")), name="message_dead"
            ),
            # Reports: in which conversations the customer wrote in a week.
            models.Index(
                fields=("created_at", "conversation"), condition=models.Q(direction="in"), name="message_heard"
            ),
        )

    def __str__(self) -> str:
        """Return author and version; never the customer's words."""
        return f"{self.author} {self.version}"
