"""What the desk notes of itself, in the database, so that it is known without the broker and after a restart."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_DETAIL = 300


class Lease(models.Model):
    """Which of several processes does a work that only one may do, without a clock (`handoffdesk/jobs/lease.py`)."""

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    holder = models.CharField(_("holder"), max_length=120, blank=True)
    term = models.PositiveBigIntegerField(_("term"), default=0, help_text=_("Goes up with every sign of life."))

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")

    def __str__(self) -> str:
        """Return name and holder."""
        return f"{self.name}: {self.holder}"


class Heartbeat(models.Model):
    """When beat, the worker of a queue or the watchdog last gave a sign of life."""

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    beaten_at = models.DateTimeField(_("last sign of life"))

    class Meta:
        ordering = ("name",)
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class SweepRun(models.Model):
    """How often a sweep ran, when it last did and how long it took in all; workers add to it every few seconds."""

    job = models.CharField(_("job"), max_length=60, primary_key=True)
    last_run_at = models.DateTimeField(_("last run"))
    last_seconds = models.FloatField(_("took"), default=0.0, help_text=_("In seconds."))
    runs = models.PositiveBigIntegerField(_("runs"), default=0)
    failures = models.PositiveBigIntegerField(_("failures"), default=0)
    seconds = models.FloatField(_("took in all"), default=0.0, help_text=_("In seconds."))

    class Meta:
        ordering = ("job",)
        verbose_name = _("sweep run")
        verbose_name_plural = _("sweep runs")

    def __str__(self) -> str:
        """Return the job's name."""
        return self.job


class KeySeal(models.Model):
    """A known text sealed by the keys of this desk: keys that do not open it are not this desk's keys."""

    name = models.CharField(_("name"), max_length=20, primary_key=True)
    sealed = models.TextField(editable=False)

    class Meta:
        verbose_name = _("key seal")
        verbose_name_plural = _("key seals")

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Alarm(models.Model):
    """Something that a person must look at; open until the watchdog finds that it has recovered."""

    kind = models.CharField(_("kind"), max_length=40)
    detail = models.CharField(_("detail"), max_length=LONGEST_DETAIL)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    last_told_at = models.DateTimeField(_("last notified"), null=True, blank=True)
    closed_at = models.DateTimeField(_("recovered"), null=True, blank=True)

    class Meta:
        ordering = ("-opened_at",)
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        constraints = (
            # Two watchdogs at once open one alarm.
            models.UniqueConstraint(fields=("kind",), condition=Q(closed_at__isnull=True), name="one_open_alarm"),
        )

    def __str__(self) -> str:
        """Return kind and detail."""
        return f"{self.kind}: {self.detail}"


class Tally(models.Model):
    """A number that only grows: what was counted of rows up to a cursor, so that a count outlives the rows."""

    name = models.CharField(max_length=80)
    labels = models.CharField(max_length=200, blank=True, help_text=_("As Prometheus writes them."))
    value = models.FloatField(default=0.0)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = (models.UniqueConstraint(fields=("name", "labels"), name="tally_once"),)

    def __str__(self) -> str:
        """Return name and labels."""
        return f"{self.name}{{{self.labels}}}"


class SetupList(models.Model):
    """Whether the set-up list still stands on the admin's first page: one row for the installation."""

    ONLY = 1

    put_away_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    put_away_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("setup checklist")
        verbose_name_plural = _("setup checklists")

    def __str__(self) -> str:
        """Return whether it stands."""
        return str(_("hidden") if self.put_away_at else _("shown"))
