"""One customer on one channel account: the thread."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from conversations.enums import Author, Floor, LanguageSource, LeadClass, Priority, Reachability, Sentiment, Status
from conversations.models.base import PublicModel
from conversations.models.channel import ChannelAccount
from conversations.models.lead import Lead
from conversations.models.stored import StoredObject
from conversations.models.tag import Tag

PREVIEW_LENGTH = 160
# Where nobody owes anything. Not null: lists page by this column, and a null has no place in a keyset.
NOTHING_DUE = datetime(9000, 1, 1, tzinfo=UTC)


class Conversation(PublicModel):
    """A thread, who may speak in it, and the copied columns that its lists read."""

    # No index of its own: the unique constraint below begins with it, and every message pays for each index.
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="conversations", db_index=False)
    account = models.ForeignKey(ChannelAccount, on_delete=models.PROTECT, related_name="conversations")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="conversations")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="held_conversations"
    )
    floor = models.CharField(_("floor"), max_length=8, choices=Floor, default=Floor.AI, editable=False)
    floor_token = models.PositiveIntegerField(_("floor token"), default=0, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    version = models.PositiveIntegerField(default=0, editable=False)
    tags = models.ManyToManyField(Tag, related_name="conversations", blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    language_source = models.CharField(
        _("how the language is known"),
        max_length=8,
        choices=LanguageSource,
        blank=True,
        default=LanguageSource.UNKNOWN,
        # A process of before the upgrade writes rows without it.
        db_default="",
        editable=False,
    )
    sentiment = models.CharField(_("mood"), max_length=10, choices=Sentiment, blank=True, default=Sentiment.UNKNOWN)
    lead_class = models.CharField(
        _("lead class"), max_length=8, choices=LeadClass, blank=True, default=LeadClass.UNKNOWN
    )
    fields = StoredObject(_("collected fields"), default=dict, blank=True)
    failed_attempts = models.PositiveSmallIntegerField(_("failed AI attempts"), default=0, editable=False)
    ai_since_version = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Messages before this version don't count as new evidence.")
    )
    ai_disclosed = models.BooleanField(default=False, editable=False)
    handback_note = models.CharField(_("handback note"), max_length=500, blank=True)
    last_message_at = models.DateTimeField(_("last message"), null=True, blank=True)
    last_preview = models.CharField(max_length=PREVIEW_LENGTH, blank=True)
    last_author = models.CharField(max_length=8, choices=Author, blank=True)
    last_version = models.PositiveIntegerField(default=0)
    last_inbound_at = models.DateTimeField(null=True, blank=True)
    last_inbound_version = models.PositiveIntegerField(default=0)
    last_inbound_preview = models.CharField(max_length=PREVIEW_LENGTH, blank=True)
    reach = models.CharField(
        _("reachable"),
        max_length=8,
        choices=Reachability,
        blank=True,
        default=Reachability.OPEN,
        db_default="",
        editable=False,
    )
    reach_note = models.CharField(_("why not"), max_length=300, blank=True, default="", db_default="", editable=False)
    waiting_since = models.DateTimeField(
        _("waiting since"), null=True, blank=True, help_text=_("When the customer started waiting for a person.")
    )
    due_at = models.DateTimeField(
        default=NOTHING_DUE,
        editable=False,
        help_text=_("When the first response is due. After that, when the resolution is due."),
    )
    snoozed_until = models.DateTimeField(_("snoozed until"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ("-last_message_at", "-id")
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = (
            # A customer has one thread on an account for ever: no new reference, no restart.
            models.UniqueConstraint(fields=("lead", "account"), name="conversation_once"),
            # The waiting list sorts by it: nobody waits unseen.
            models.CheckConstraint(
                condition=~models.Q(floor="queue") | models.Q(waiting_since__isnull=False), name="queue_waits_since"
            ),
        )
        indexes = (
            # View Mine: what is due first; then, where nothing is, newest first.
            models.Index(
                fields=("holder", "due_at", "-last_message_at", "-id"),
                condition=~models.Q(status="resolved"),
                name="conv_mine",
            ),
            # Views Waiting and Unassigned: the highest priority, then the longest waiting first. The second: one team.
            models.Index(
                fields=("-priority", "waiting_since", "id"), condition=models.Q(floor="queue"), name="conv_waiting"
            ),
            models.Index(
                fields=("team", "-priority", "waiting_since", "id"),
                condition=models.Q(floor="queue"),
                name="conv_team_waiting",
            ),
            # View AI.
            models.Index(
                fields=("team", "-last_message_at", "-id"),
                condition=models.Q(floor="ai") & ~models.Q(status="resolved"),
                name="conv_ai",
            ),
            # View Resolved.
            models.Index(
                fields=("team", "-last_message_at", "-id"), condition=models.Q(status="resolved"), name="conv_resolved"
            ),
            # All views, every team (admins) and the API's list.
            models.Index(fields=("-last_message_at", "-id"), name="conv_recent"),
            # The watchdog: who waits for an answer. Small, because an answer takes its conversation out.
            models.Index(
                fields=("last_inbound_at",),
                condition=models.Q(last_author="lead") & ~models.Q(status="resolved"),
                name="conv_unanswered",
            ),
        )

    def __str__(self) -> str:
        """Return the customer and the channel."""
        return f"{self.lead} · {self.account}"


class ReadCursor(models.Model):
    """How far one person has read one conversation; unread = last_version beyond it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="read_cursors")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "conversation"), name="read_cursor_once"),)

    def __str__(self) -> str:
        """Return who has read how far."""
        return f"{self.user_id} {self.version}"
