"""The names under which the business speaks: one desk may serve several shops."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models.base import uuid7


def logo_path(_brand: models.Model, _name: str) -> str:
    """Return a new file name for each logo, so that no cache shows the one before."""
    return f"brands/{uuid7().hex}.png"


class Brand(models.Model):
    """A shop as its customers know it: what the AI, the texts and the widget call it, and which articles are its own.

    Channel accounts name their brand; those that name none belong to the default one.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    ai_name = models.CharField(_("name of the AI"), max_length=60, blank=True)
    logo = models.ImageField(_("logo"), upload_to=logo_path, blank=True)
    is_default = models.BooleanField(_("default"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("brand")
        verbose_name_plural = _("brands")
        constraints = (
            # A customer's account belongs to one brand, also while two admins choose another default.
            models.UniqueConstraint(
                fields=("is_default",), condition=models.Q(is_default=True), name="one_default_brand"
            ),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def logo_name(self) -> str:
        """Return the name of the logo's file without its folder, or empty."""
        return (self.logo.name or "").rpartition("/")[2]
