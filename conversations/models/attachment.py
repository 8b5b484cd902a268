"""Files that belong to messages, or will."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.enums import AttachmentKind, AttachmentState, Uploader
from conversations.models.base import PublicModel
from conversations.models.channel import ChannelAccount
from conversations.models.message import Message


class Attachment(PublicModel):
    """A file, or what a provider announced of one.

    A person's upload stands before its message, so `message` is empty until they send. A provider's file comes with its
    message and waits to be fetched.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments")
    account = models.ForeignKey(
        ChannelAccount,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("channel account"),
        # Looked for by message only, and every file would pay for the index.
        db_index=False,
    )
    uploader = models.CharField(_("from"), max_length=8, choices=Uploader)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=AttachmentKind)
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    media_type = models.CharField(_("media type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0, help_text=_("In bytes; 0: not known yet."))
    width = models.PositiveIntegerField(_("width"), null=True, blank=True, help_text=_("In pixels."))
    height = models.PositiveIntegerField(_("height"), null=True, blank=True, help_text=_("In pixels."))
    duration_ms = models.PositiveIntegerField(_("duration"), null=True, blank=True, help_text=_("In milliseconds."))
    sha256 = models.CharField(max_length=64, blank=True)
    provider_media_id = models.CharField(_("id at the provider"), max_length=255, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=AttachmentState, default=AttachmentState.PENDING)
    error = models.CharField(_("reason"), max_length=300, blank=True)
    file = models.FileField(upload_to="attachments/%Y/%m/", blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    stored_at = models.DateTimeField(_("stored"), null=True, blank=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = (
            # Nobody could ever send or find a provider's file without its message.
            models.CheckConstraint(
                condition=~models.Q(uploader=Uploader.PROVIDER) | models.Q(message__isnull=False),
                name="provided_with_message",
            ),
            # The thread shows a stored file at once and a failed one with its reason: neither may be empty.
            models.CheckConstraint(
                condition=~models.Q(state=AttachmentState.STORED)
                | (~models.Q(file="") & models.Q(stored_at__isnull=False)),
                name="stored_attachment_has_file",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=AttachmentState.FAILED) | ~models.Q(error=""),
                name="failed_attachment_says_why",
            ),
        )

    def __str__(self) -> str:
        """Return kind and identifier; file names come from strangers."""
        return f"{self.kind} {self.pk}"
