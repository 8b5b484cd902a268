"""What the customer is told at once."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

PLACEHOLDERS = frozenset({"name", "team", "agent", "wait", "opens"})


class AcknowledgementTemplate(models.Model):
    """A text by key, language and hours; placeholders stand in braces: {name} {team} {agent} {wait} {opens}."""

    class Hours(models.TextChoices):
        """When the text is true."""

        OPEN = "open", _("in hours")
        CLOSED = "closed", _("out of hours")

    key = models.SlugField(_("key"), max_length=60)
    language = models.CharField(_("language"), max_length=12, default="en")
    hours = models.CharField(_("hours"), max_length=8, choices=Hours)
    text = models.TextField(
        _("text"),
        help_text=_(
            "{wait}: the time that the SLA can keep; {opens}: the next opening. "
            "A sentence whose placeholder has no value is left out."
        ),
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ("key", "language", "hours")
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        constraints = (models.UniqueConstraint(fields=("key", "language", "hours"), name="acknowledgement_once"),)

    def __str__(self) -> str:
        """Return key, language and hours."""
        return f"{self.key} · {self.language} · {self.get_hours_display()}"

    def clean(self) -> None:
        """Refuse placeholders that nothing fills."""
        names = {part.split("}", 1)[0] for part in self.text.split("{")[1:]}
        unknown = sorted(names - PLACEHOLDERS)
        if unknown:
            raise ValidationError({"text": _("Unknown placeholder: %(names)s.") % {"names": ", ".join(unknown)}})
