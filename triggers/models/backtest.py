"""Trying a draft on what customers really wrote."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models import Message
from conversations.models.stored import StoredList, StoredObject
from triggers.enums import Category, RunState, Side
from triggers.models.version import TriggerVersion


class Backtest(models.Model):
    """A draft, frozen, against the published version, over the messages of some weeks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(
        TriggerVersion,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("compared with"),
        help_text=_("The version published at the time. Empty if there was none."),
    )
    snapshot = StoredList(default=list)
    groups = StoredObject(default=dict)
    weeks = models.PositiveSmallIntegerField(_("weeks"), default=4)
    since_at = models.DateTimeField(_("messages from"))
    until_at = models.DateTimeField(_("messages until"))
    state = models.CharField(_("state"), max_length=8, choices=RunState, default=RunState.QUEUED)
    total = models.PositiveIntegerField(_("messages"), default=0)
    done = models.PositiveIntegerField(_("judged"), default=0)
    cursor = models.CharField(
        max_length=60, blank=True, editable=False, help_text=_("The last message whose findings are stored.")
    )
    attempts = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text=_("Processes that picked it up since it last made progress.")
    )
    summary = StoredObject(default=dict, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    alive_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Its last sign of life. A silent one is picked up again.")
    )
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("back-test")
        verbose_name_plural = _("back-tests")
        indexes = (
            # The sweep that takes up what a stopped process left behind.
            models.Index(
                fields=("created_at",), condition=models.Q(state__in=("queued", "running")), name="backtest_open"
            ),
        )

    def __str__(self) -> str:
        """Return when and over how long."""
        return f"{self.created_at:%Y-%m-%d %H:%M} · {self.weeks}"


class BacktestFinding(models.Model):
    """A scenario that one side's rules fire on one message: the rows that a live run would have recorded."""

    backtest = models.ForeignKey(Backtest, on_delete=models.CASCADE, related_name="findings")
    side = models.CharField(_("rules"), max_length=9, choices=Side)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    scenario_key = models.CharField(_("scenario"), max_length=60)
    category = models.CharField(_("category"), max_length=30, choices=Category)
    score = models.FloatField(_("score"))
    acts = models.BooleanField(
        _("acts"), help_text=_("It would have triggered a handoff (the others were in shadow or lost).")
    )
    is_reply = models.BooleanField(default=False, help_text=_("Judged with what the AI reported about its reply."))
    places = StoredList(
        default=list,
        help_text=_("Where in the message the words are, and the phrase that found them. No text."),
    )

    class Meta:
        ordering = ("backtest", "message", "scenario_key")
        verbose_name = _("back-test finding")
        verbose_name_plural = _("back-test findings")
        constraints = (
            # A part that is judged again after a crash writes the same rows once.
            models.UniqueConstraint(
                fields=("backtest", "side", "message", "scenario_key", "is_reply"), name="backtest_finding_once"
            ),
        )

    def __str__(self) -> str:
        """Return side, scenario and score."""
        return f"{self.side} {self.scenario_key} {self.score:.2f}"
