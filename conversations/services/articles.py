"""The knowledge base: an article and the passages made from it."""

from dataclasses import dataclass

from django.db import transaction

from conversations.knowledge.passages import split_passages
from conversations.models import Article, Brand, Passage
from conversations.storable import storable_text


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What an editor writes; `language` is a code such as "en"; without a brand it holds for all of them."""

    title: str
    body: str
    language: str = "en"
    is_published: bool = True
    brand: Brand | None = None


def save_article(*, text: ArticleText, article_id: int | None = None) -> Article:
    """Write a new article, or an existing one anew, together with its passages, in one transaction.

    Locks the article. What cannot be stored is left out.

    Raises:
        Article.DoesNotExist: `article_id` names no article.
    """
    with transaction.atomic():
        article = Article() if article_id is None else Article.objects.select_for_update().get(pk=article_id)
        article.title = storable_text(text.title).strip()
        article.body = storable_text(text.body)
        article.language = text.language
        article.is_published = text.is_published
        article.brand = text.brand
        article.save()
        _write_passages(article)
    return article


def reindex_article(*, article_id: int) -> int:
    """Make the passages of an article again from its text (the admin's way, after saving its form); return how many.

    Locks the article. Passages that stay the same keep their rows.

    Raises:
        Article.DoesNotExist: `article_id` names no article.
    """
    with transaction.atomic():
        return _write_passages(Article.objects.select_for_update().get(pk=article_id))


def _write_passages(article: Article) -> int:
    texts = dict(enumerate(split_passages(article.body)))
    kept = {passage.position: passage for passage in article.passages.all()}
    article.passages.exclude(position__in=texts).delete()
    changed = [passage for position, passage in kept.items() if position in texts and passage.text != texts[position]]
    for passage in changed:
        passage.text = texts[passage.position]
    Passage.objects.bulk_update(changed, ["text"], batch_size=100)
    new = [Passage(article=article, position=at, text=text) for at, text in texts.items() if at not in kept]
    Passage.objects.bulk_create(new, batch_size=100)
    return len(texts)
