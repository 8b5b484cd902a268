"""Vectors of texts that were made once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TextVector(models.Model):
    """The vector of one text by one encoder, without the text; swept by its age."""

    source = models.CharField(_("encoder"), max_length=300)
    digest = models.CharField(_("digest of the text"), max_length=64)
    numbers = models.BinaryField(_("numbers"), help_text=_("float16, little-endian."))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("vector of a text")
        verbose_name_plural = _("vectors of texts")
        constraints = (models.UniqueConstraint(fields=("digest", "source"), name="text_vector_once"),)
        # The sweep takes the oldest.
        indexes = (models.Index(fields=("created_at",), name="text_vector_age"),)

    def __str__(self) -> str:
        """Return the beginning of the digest."""
        return self.digest[:12]
