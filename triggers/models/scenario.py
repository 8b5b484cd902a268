"""Scenarios: when a handoff fires and what then happens."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Team
from conversations.enums import Priority
from conversations.models import Tag
from conversations.models.stored import StoredObject
from triggers.enums import Category, Mode, Sensitivity


class Scenario(models.Model):
    """One reason for a handoff, with the phrases that show it and the action that follows."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    category = models.CharField(_("category"), max_length=30, choices=Category)
    mode = models.CharField(_("mode"), max_length=8, choices=Mode, default=Mode.LIVE)
    sensitivity = models.CharField(_("sensitivity"), max_length=10, choices=Sensitivity, default=Sensitivity.BALANCED)
    priority = models.SmallIntegerField(
        _("priority"),
        default=0,
        help_text=_("If two fire, the higher one acts. A request for a person always wins."),
    )
    limits = StoredObject(
        _("limits"),
        default=dict,
        blank=True,
        help_text=_("Numbers of the category, for example attempts, confidence, amount."),
    )
    team = models.ForeignKey(
        Team,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to team"),
        help_text=_("If empty, the conversation's team."),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to person"),
    )
    acknowledgement = models.SlugField(
        _("acknowledgement"), max_length=60, default="standard", help_text=_("Key of the acknowledgement template.")
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="+", verbose_name=_("tags"))
    handoff_priority = models.PositiveSmallIntegerField(
        _("priority of the handoff"),
        choices=Priority,
        default=Priority.NORMAL,
        help_text=_(
            "Higher priorities go first in the queue and have their own SLA targets. Urgent: if no one "
            "acts, managers are notified and the AI doesn't resume."
        ),
    )
    makes_task = models.BooleanField(_("create a task"), default=True)
    task_title = models.CharField(_("task title"), max_length=160, blank=True)
    task_priority = models.PositiveSmallIntegerField(_("task priority"), choices=Priority, default=Priority.NORMAL)
    skip_if_owner = models.BooleanField(_("skip if the lead has an owner"), default=False)
    reactivation_minutes = models.PositiveIntegerField(
        _("reactivation window"),
        default=480,
        validators=[MinValueValidator(1), MaxValueValidator(60 * 24 * 30)],
        help_text=_("In minutes. If no one acts in this time, the AI resumes (or the manager is notified)."),
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ("-priority", "name")
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Phrase(models.Model):
    """A pattern that shows a scenario, or (an exclusion) that speaks against it."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="phrases")
    text = models.CharField(_("phrase"), max_length=2000)
    language = models.CharField(_("language"), max_length=12, blank=True, help_text=_("If empty, any language."))
    is_exclusion = models.BooleanField(_("exclusion"), default=False, help_text=_("It counts against the scenario."))
    history = HistoricalRecords()

    class Meta:
        ordering = ("scenario", "is_exclusion", "language", "text")
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")
        constraints = (
            models.UniqueConstraint(fields=("scenario", "language", "is_exclusion", "text"), name="phrase_once"),
        )

    def __str__(self) -> str:
        """Return the pattern."""
        return self.text
