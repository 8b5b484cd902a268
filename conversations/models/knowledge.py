"""What the business knows and the AI may say."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models.brand import Brand


class Article(models.Model):
    """A page of the knowledge base."""

    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), help_text=_("Plain paragraphs. An empty line starts a new passage."))
    language = models.CharField(_("language"), max_length=12, default="en")
    brand = models.ForeignKey(
        Brand,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("brand"),
        help_text=_("Only used for this brand's customers. If empty, for all customers."),
    )
    is_published = models.BooleanField(_("published"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        ordering = ("title",)
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Passage(models.Model):
    """A piece of an article that one answer can rest on; made from the article whenever that is saved."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ("article", "position")
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = (models.UniqueConstraint(fields=("article", "position"), name="passage_position_once"),)

    def __str__(self) -> str:
        """Return article and position."""
        return f"{self.article_id}#{self.position}"
