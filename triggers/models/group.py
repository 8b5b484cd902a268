"""Word groups: named sets of words that phrases share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class WordGroup(models.Model):
    """One group as the desk uses it; phrases name it as [@name]. A shipped group has a row once an admin opens it."""

    name = models.SlugField(_("name"), max_length=60, unique=True)
    words = models.TextField(
        _("words"),
        help_text=_(
            "One alternative per line, or several separated by |. @name stands for another group, (word) is optional."
        ),
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)
        verbose_name = _("word group")
        verbose_name_plural = _("word groups")

    def __str__(self) -> str:
        """Return the name as phrases write it."""
        return f"@{self.name}"
