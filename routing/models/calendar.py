"""Business hours."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]
MINUTES_A_DAY = 24 * 60


class Calendar(models.Model):
    """The hours in which people answer: several spans a day, nights, holidays."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    always_open = models.BooleanField(
        _("around the clock"), default=False, help_text=_("Day and night, every day: then there are no hours to enter.")
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class CalendarSpan(models.Model):
    """One open span of a weekday; it may run past midnight."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="spans")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=WEEKDAYS, validators=[MaxValueValidator(6)])
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"), help_text=_("Earlier than the opening: it closes the next day."))

    class Meta:
        ordering = ("weekday", "opens")
        verbose_name = _("open hours")
        verbose_name_plural = _("open hours")

    def __str__(self) -> str:
        """Return weekday and hours."""
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"

    def clean(self) -> None:
        """Refuse a span without length."""
        if self.opens == self.closes:
            raise ValidationError(
                {"closes": _("Opening and closing are the same. Use “around the clock” for day and night.")}
            )


class CalendarException(models.Model):
    """A date with other hours: closed (a holiday), or open from and to."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="exceptions")
    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    opens = models.TimeField(_("opens"), null=True, blank=True, help_text=_("Both empty: closed all day."))
    closes = models.TimeField(_("closes"), null=True, blank=True)

    class Meta:
        ordering = ("date",)
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        constraints = (
            models.UniqueConstraint(
                fields=("calendar", "date", "opens"), name="calendar_exception_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        """Return the date and its name."""
        return f"{self.date} {self.name}"

    def clean(self) -> None:
        """Refuse half a span."""
        if (self.opens is None) != (self.closes is None):
            raise ValidationError(_("Give both times, or none for a closed day."))
