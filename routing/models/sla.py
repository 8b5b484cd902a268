"""Promised times."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Team
from routing.models.calendar import Calendar


class SlaPolicy(models.Model):
    """How fast a team answers; times count in the calendar's open hours."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    team = models.OneToOneField(
        Team,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="sla_policy",
        verbose_name=_("team"),
        help_text=_("Empty: every team without its own policy."),
    )
    calendar = models.ForeignKey(
        Calendar, on_delete=models.PROTECT, related_name="sla_policies", verbose_name=_("calendar")
    )
    first_response_minutes = models.PositiveIntegerField(
        _("first response"), default=15, validators=[MinValueValidator(1)], help_text=_("In open minutes.")
    )
    urgent_first_response_minutes = models.PositiveIntegerField(
        _("first response, urgent"), default=5, validators=[MinValueValidator(1)], help_text=_("In open minutes.")
    )
    resolution_minutes = models.PositiveIntegerField(
        _("resolution"), default=24 * 60, validators=[MinValueValidator(1)], help_text=_("In open minutes.")
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)
        verbose_name = _("SLA policy")
        verbose_name_plural = _("SLA policies")
        constraints = (
            models.UniqueConstraint(
                fields=("team",), condition=models.Q(team__isnull=True), name="one_fallback_sla", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name
