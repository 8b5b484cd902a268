"""What people say of the rules' decisions, and what the rules must keep doing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation, Message
from conversations.models.stored import StoredObject
from triggers.enums import Expectation, Opinion


class Verdict(models.Model):
    """What one person says of a decision: of one scenario on one message, or of a whole handoff.

    Each person has one verdict on a subject; where one answer is needed, the last one counts. `message` is what the
    rules saw; a handoff that a person opened has one only where the rules should have spoken before.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="verdicts")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, blank=True, related_name="verdicts")
    scenario_key = models.CharField(_("scenario"), max_length=60, blank=True)
    # No key: handoffs stand a floor higher.
    handoff_id = models.UUIDField(_("handoff"), null=True, blank=True)
    opinion = models.CharField(_("verdict"), max_length=12, choices=Opinion)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("first said"), auto_now_add=True)
    updated_at = models.DateTimeField(_("at"), auto_now=True)

    class Meta:
        ordering = ("-updated_at", "-pk")
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = (
            # A second click of the same person changes their word; also that of two windows at once.
            models.UniqueConstraint(
                fields=("message", "scenario_key", "reviewer"),
                condition=models.Q(handoff_id__isnull=True),
                name="verdict_once",
            ),
            models.UniqueConstraint(
                fields=("handoff_id", "reviewer"),
                condition=models.Q(handoff_id__isnull=False),
                name="handoff_verdict_once",
            ),
            # It is of a scenario on a message, or of a handoff; never of both, never of nothing.
            models.CheckConstraint(
                condition=models.Q(handoff_id__isnull=True, message__isnull=False) & ~models.Q(scenario_key="")
                | models.Q(handoff_id__isnull=False, scenario_key=""),
                name="verdict_has_subject",
            ),
        )

    def __str__(self) -> str:
        """Return the word and what it is of."""
        return f"{self.get_opinion_display()} · {self.scenario_key or self.handoff_id}"

    @property
    def should_fire(self) -> bool:
        """Whether a person should have been called."""
        return self.opinion != Opinion.UNNECESSARY


class RegressionCase(models.Model):
    """A message with its circumstances and what the rules must say of it; all must pass before a draft is published."""

    name = models.CharField(_("name"), max_length=160)
    facts = StoredObject(default=dict)
    expectation = models.CharField(_("expected"), max_length=8, choices=Expectation)
    scenario_key = models.CharField(_("scenario"), max_length=60, blank=True)
    is_active = models.BooleanField(_("must pass"), default=True)
    # It holds the customer's words: erasing the message erases it.
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, blank=True, related_name="regression_cases"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("regression case")
        verbose_name_plural = _("regression cases")
        constraints = (
            # One message demands one thing of a scenario: a second click is the same case.
            models.UniqueConstraint(
                fields=("message", "scenario_key"), condition=models.Q(message__isnull=False), name="case_once"
            ),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name
