"""Who had a handoff, and when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from routing.models.handoff import Handoff


class Assignment(models.Model):
    """One stretch in which a team, and perhaps a person in it, had a handoff."""

    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, related_name="assignments")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="assignments"
    )
    reason = models.CharField(_("reason"), max_length=120)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ("-started_at",)
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = (
            models.UniqueConstraint(
                fields=("handoff",), condition=models.Q(ended_at__isnull=True), name="one_open_assignment"
            ),
        )

    def __str__(self) -> str:
        """Return who and why."""
        return f"{self.agent or self.team} ({self.reason})"
