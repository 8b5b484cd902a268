"""What people say of the rules' decisions, and what the rules must keep doing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models import Message
from conversations.models.stored import StoredObject
from triggers.enums import Expectation


class Verdict(models.Model):
    """A person's word on one message: this scenario should, or should not, have fired. The last word counts."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="verdicts")
    scenario_key = models.CharField(_("scenario"), max_length=60)
    should_fire = models.BooleanField(_("should have fired"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    updated_at = models.DateTimeField(_("at"), auto_now=True)

    class Meta:
        ordering = ("-updated_at",)
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = (models.UniqueConstraint(fields=("message", "scenario_key"), name="verdict_once"),)

    def __str__(self) -> str:
        """Return scenario and word."""
        return f"{self.scenario_key} {self.should_fire}"


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
