"""Promised times."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Team
from conversations.enums import Priority
from routing.enums import SlaHours, SlaMetric
from routing.models.calendar import MINUTES_A_DAY, Calendar

LONGEST_DAYS = 365


class SlaPolicy(models.Model):
    """How fast a team answers and finishes; its calendar says when."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    team = models.OneToOneField(
        Team,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="sla_policy",
        verbose_name=_("team"),
        help_text=_("If empty, every team without its own policy."),
    )
    calendar = models.ForeignKey(
        Calendar, on_delete=models.PROTECT, related_name="sla_policies", verbose_name=_("calendar")
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)
        verbose_name = _("SLA policy")
        verbose_name_plural = _("SLA policies")
        constraints = (
            # Two admins who make the fallback at once make one; on SQLite too, where an empty team differs from itself.
            models.UniqueConstraint(
                Coalesce("team", models.Value(0)), condition=models.Q(team__isnull=True), name="one_fallback_sla"
            ),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class SlaTarget(models.Model):
    """One promised time of a policy. A priority without one has the normal priority's (`services/hours.py`)."""

    policy = models.ForeignKey(SlaPolicy, on_delete=models.CASCADE, related_name="targets")
    metric = models.CharField(_("what"), max_length=16, choices=SlaMetric)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    minutes = models.PositiveIntegerField(
        _("within minutes"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DAYS * MINUTES_A_DAY)]
    )
    hours = models.CharField(_("time counts"), max_length=8, choices=SlaHours, default=SlaHours.BUSINESS)
    history = HistoricalRecords()

    class Meta:
        ordering = ("metric", "priority")
        verbose_name = _("SLA target")
        verbose_name_plural = _("SLA targets")
        constraints = (
            models.UniqueConstraint(fields=("policy", "metric", "priority"), name="one_target_for_each_priority"),
        )

    def __str__(self) -> str:
        """Return what is promised for which priority."""
        return f"{self.get_metric_display()}, {self.get_priority_display()}"
