"""One episode in which a person is needed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from conversations.enums import Priority
from conversations.models import Conversation, Message
from conversations.models.base import PublicModel
from conversations.models.stored import StoredObject
from routing.enums import Cause, EndReason, Outcome
from triggers.enums import Category, Opinion
from triggers.models import Detection, Scenario


class Handoff(PublicModel):
    """From the moment a person is needed to the moment the episode ends; every clock and report reads this row."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="handoffs")
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    category = models.CharField(_("category"), max_length=30, choices=Category, blank=True)
    scenario = models.ForeignKey(Scenario, on_delete=models.SET_NULL, null=True, blank=True, related_name="handoffs")
    detection = models.ForeignKey(Detection, on_delete=models.SET_NULL, null=True, blank=True, related_name="handoffs")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="handoffs")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="handoffs"
    )
    acknowledgement = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    package = StoredObject(_("package"), default=dict)
    reactivation_minutes = models.PositiveIntegerField(
        _("reactivation window"),
        default=480,
        help_text=_("In minutes, until the AI resumes or the manager is notified. Set by the rules when it opened."),
    )
    summary = models.TextField(_("summary"), blank=True)
    answer_due_at = models.DateTimeField(
        _("first response due"),
        null=True,
        blank=True,
        help_text=_("When the first response is due. During opening hours the customer is told this."),
    )
    resolution_due_at = models.DateTimeField(
        _("resolution due"), null=True, blank=True, help_text=_("When the resolution is due.")
    )
    detected_at = models.DateTimeField(_("detected"))
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    notified_at = models.DateTimeField(_("people notified"), null=True, blank=True)
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    first_reply_at = models.DateTimeField(_("first human reply"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resumed_at = models.DateTimeField(_("handed back"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end_reason = models.CharField(_("ended by"), max_length=12, choices=EndReason, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    first_response_breached_at = models.DateTimeField(_("first response late"), null=True, blank=True)
    resolution_breached_at = models.DateTimeField(_("resolution late"), null=True, blank=True)
    reassigned_at = models.DateTimeField(_("reassigned after a breach"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("escalated"), null=True, blank=True)
    verdict = models.CharField(
        _("verdict"),
        max_length=12,
        choices=Opinion,
        blank=True,
        help_text=_("A copy of the last `Verdict` on it, for lists and filters."),
    )

    class Meta:
        ordering = ("-detected_at",)
        verbose_name = _("handoff")
        verbose_name_plural = _("handoffs")
        constraints = (
            # Two triggers at once make one episode.
            models.UniqueConstraint(
                fields=("conversation",), condition=models.Q(ended_at__isnull=True), name="one_open_handoff"
            ),
        )
        indexes = (
            # Reports by week.
            models.Index(fields=("detected_at",), name="handoff_detected"),
        )

    def __str__(self) -> str:
        """Return cause and time."""
        return f"{self.get_cause_display()} {self.detected_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether the episode still runs."""
        return self.ended_at is None
