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
        _("around the clock"), default=False, help_text=_("Open 24 hours a day, every day. No hours to enter.")
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
    closes = models.TimeField(_("closes"), help_text=_("If earlier than the opening time, it closes the next day."))

    class Meta:
        ordering = ("weekday", "opens")
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")

    def __str__(self) -> str:
        """Return weekday and hours."""
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"

    def clean(self) -> None:
        """Refuse a span without length."""
        if self.opens == self.closes:
            raise ValidationError(
                {"closes": _("Opening and closing times are the same. Use “around the clock” to stay open all day.")}
            )


class CalendarException(models.Model):
    """A date with other hours: closed (a holiday), or open from and to."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="exceptions")
    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    opens = models.TimeField(_("opens"), null=True, blank=True, help_text=_("If both are empty, closed all day."))
    closes = models.TimeField(_("closes"), null=True, blank=True)

    class Meta:
        ordering = ("date",)
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        constraints = (
            models.UniqueConstraint(fields=("calendar", "date", "opens"), name="calendar_exception_once"),
            # A day is closed once; "nulls distinct" would say it in one constraint, but SQLite has no such thing.
            models.UniqueConstraint(
                fields=("calendar", "date"), condition=models.Q(opens__isnull=True), name="calendar_closed_once"
            ),
        )

    def __str__(self) -> str:
        """Return the date and its name."""
        return f"{self.date} {self.name}"

    def clean(self) -> None:
        """Refuse half a span."""
        if (self.opens is None) != (self.closes is None):
            raise ValidationError(_("Enter both times, or neither for a closed day."))
