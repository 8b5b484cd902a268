"""What the engine found in one message."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation, Message
from conversations.models.stored import StoredObject
from triggers.enums import Category
from triggers.models.scenario import Scenario
from triggers.models.version import TriggerVersion


class Detection(models.Model):
    """A decision that fired, live or in shadow, with the trace that explains it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="detections")
    message = models.ForeignKey(
        Message,
        on_delete=models.CASCADE,
        related_name="detections",
        help_text=_("The customer's message that was judged."),
    )
    version = models.ForeignKey(TriggerVersion, on_delete=models.PROTECT, related_name="+")
    scenario = models.ForeignKey(Scenario, on_delete=models.SET_NULL, null=True, related_name="detections")
    category = models.CharField(_("category"), max_length=30, choices=Category)
    score = models.FloatField(_("score"))
    fired = models.BooleanField(_("fired"))
    trace = StoredObject(default=dict)
    created_at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("detection")
        verbose_name_plural = _("detections")

    def __str__(self) -> str:
        """Return category and score."""
        return f"{self.category} {self.score:.2f}"
