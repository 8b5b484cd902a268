"""What the customer is told at once."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from conversations.models import Brand

PLACEHOLDERS = frozenset({"name", "business", "team", "agent", "wait", "opens"})


class AcknowledgementTemplate(models.Model):
    """A text by key, language and hours, for all brands or for one; placeholders stand in braces (`PLACEHOLDERS`)."""

    class Hours(models.TextChoices):
        """When the text is true."""

        OPEN = "open", _("in hours")
        CLOSED = "closed", _("out of hours")

    brand = models.ForeignKey(
        Brand,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("brand"),
        help_text=_("For this brand's customers only. If empty, for every brand without its own text."),
    )
    key = models.SlugField(_("key"), max_length=60)
    language = models.CharField(_("language"), max_length=12, default="en")
    hours = models.CharField(_("hours"), max_length=8, choices=Hours)
    text = models.TextField(
        _("text"),
        help_text=_(
            "{wait}: the time the SLA allows. {opens}: when you next open. A sentence whose "
            "placeholder has no value is left out."
        ),
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ("key", "language", "hours")
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        constraints = (
            # Two admins, or an admin and a preset: whichever text came first is the one that is edited.
            models.UniqueConstraint(
                fields=("key", "language", "hours"),
                condition=models.Q(brand__isnull=True),
                name="acknowledgement_once",
                violation_error_message=_("A text with this key, language and hours already exists."),
            ),
            models.UniqueConstraint(
                fields=("brand", "key", "language", "hours"),
                condition=models.Q(brand__isnull=False),
                name="acknowledgement_once_for_brand",
                violation_error_message=_("This brand already has a text with this key, language and hours."),
            ),
        )

    def __str__(self) -> str:
        """Return key, language and hours, and whose it is."""
        named = f"{self.key} · {self.language} · {self.get_hours_display()}"
        return f"{named} · {self.brand}" if self.brand else named

    def clean(self) -> None:
        """Refuse placeholders that nothing fills."""
        names = {part.split("}", 1)[0] for part in self.text.split("{")[1:]}
        unknown = sorted(names - PLACEHOLDERS)
        if unknown:
            raise ValidationError({"text": _("Unknown placeholder: %(names)s.") % {"names": ", ".join(unknown)}})
