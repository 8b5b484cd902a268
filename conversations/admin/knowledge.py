"""The knowledge base: what the AI may say."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.base import DeskModelAdmin, ReadOnlyInline
from accounts.admin_places import AdminPlace, Group
from conversations.models import Article, Passage
from conversations.services.articles import reindex_article


class PassageInline(ReadOnlyInline):
    """The pieces that answers rest on."""

    model = Passage
    fields = ("position", "text")
    show_change_link = False
    verbose_name_plural = _("passages: created from the text each time you save")


@admin.register(Article)
class ArticleAdmin(DeskModelAdmin):
    """Articles; each save makes the passages anew."""

    place = AdminPlace(Group.KNOWLEDGE, 10)
    help_texts: Mapping[str, Any] = {
        "title": _("A question or topic, in your customers' words."),
        "language": _("A code such as en or de."),
        "is_published": _("If off, the AI doesn't use it."),
    }
    list_display = ("title", "brand", "language", "is_published", "passage_count", "updated_at")
    list_filter = ("is_published", "brand", "language")
    list_select_related = ("brand",)
    search_fields = ("title", "body")
    actions = ("publish", "withdraw")
    inlines = (PassageInline,)
    fieldsets = (
        (
            None,
            {
                "fields": ("title", "body", "language", "brand", "is_published"),
                "description": _(
                    "The AI answers from published articles only. When nothing here matches a question, it "
                    "says it doesn't know and hands off."
                ),
            },
        ),
    )

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Show passages only of an article that exists."""
        return self.inlines if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Count passages in the same query."""
        rows: QuerySet[Article] = super().get_queryset(request).annotate(passage_total=Count("passages"))
        return rows

    @admin.display(description=_("passages"), ordering="passage_total")
    def passage_count(self, article: Any) -> int:
        """Return how many passages the article has."""
        return int(article.passage_total)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Save and make the passages anew."""
        super().save_model(request, obj, form, change)
        reindex_article(article_id=obj.pk)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Let the AI use the chosen articles."""
        self._set_published(request, queryset, published=True)

    @admin.action(description=_("Unpublish: the AI stops using them"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Keep the AI from using the chosen articles."""
        self._set_published(request, queryset, published=False)

    def _set_published(self, request: HttpRequest, queryset: QuerySet[Article], *, published: bool) -> None:
        changed = 0
        for article in queryset.exclude(is_published=published):
            article.is_published = published
            article.save(update_fields=["is_published", "updated_at"])
            reindex_article(article_id=article.pk)
            self.log_change(request, article, [{"changed": {"fields": ["is_published"]}}])
            changed += 1
        said = ngettext("%(count)d article changed.", "%(count)d articles changed.", changed) % {"count": changed}
        self.message_user(request, said, messages.SUCCESS)
