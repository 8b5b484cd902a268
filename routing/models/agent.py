"""How an agent is available."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from routing.enums import Availability


class AgentProfile(models.Model):
    """Availability and capacity of one person."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agent_profile")
    availability = models.CharField(_("availability"), max_length=8, choices=Availability, default=Availability.OFFLINE)
    capacity = models.PositiveSmallIntegerField(
        _("capacity"),
        default=20,
        validators=[MinValueValidator(1)],
        help_text=_("The most conversations to assign automatically at once."),
    )
    last_assigned_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("agent profile")
        verbose_name_plural = _("agent profiles")

    def __str__(self) -> str:
        """Return person and availability."""
        return f"{self.user} ({self.get_availability_display()})"
