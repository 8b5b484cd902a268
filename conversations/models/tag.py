"""Labels on conversations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tag(models.Model):
    """A label; triggers and people put it on conversations."""

    slug = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ("name",)
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        """Return the name."""
        return self.name
