"""Published states of the rules."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models.stored import StoredList, StoredObject


class TriggerVersion(models.Model):
    """A frozen copy of all scenarios and changed word groups; the one with the highest number decides."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    snapshot = StoredList(default=list)
    groups = StoredObject(
        default=dict, help_text=_("Word groups that differ from the shipped ones: name to alternatives.")
    )
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    restores = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("restores")
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    published_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        ordering = ("-number",)
        verbose_name = _("trigger version")
        verbose_name_plural = _("trigger versions")

    def __str__(self) -> str:
        """Return the number."""
        return f"v{self.number}"
