"""What has been installed from the shipped presets."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models.stored import StoredList


class InstalledScenario(models.Model):
    """What a preset has brought into one scenario, so that nothing an admin removed comes back."""

    preset = models.CharField(_("preset"), max_length=60)
    scenario_key = models.CharField(_("scenario"), max_length=60)
    phrases = StoredList(default=list, help_text=_("A digest of each phrase that was installed."))
    installed_at = models.DateTimeField(_("installed"), auto_now=True)

    class Meta:
        ordering = ("preset", "scenario_key")
        verbose_name = _("installed scenario")
        verbose_name_plural = _("installed scenarios")
        constraints = (models.UniqueConstraint(fields=("preset", "scenario_key"), name="installed_scenario_once"),)

    def __str__(self) -> str:
        """Return preset and scenario."""
        return f"{self.preset} {self.scenario_key}"
