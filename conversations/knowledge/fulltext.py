"""The only SQL by hand: looking words up in the database's own full-text index.

SQLite has FTS5 tables kept by triggers, PostgreSQL generated columns with a GIN index (migration 0002). Both are asked
the same: which passages have a word that begins with one of these prefixes. Every value is a parameter, and a prefix
holds letters and digits only, so no customer's text can be read as an operator.
"""

from collections.abc import Sequence

from django.db import connection

_SQLITE_BY_TEXT = """
    SELECT p.id FROM conversations_passage_search s
    JOIN conversations_passage p ON p.id = s.rowid JOIN conversations_article a ON a.id = p.article_id
    WHERE conversations_passage_search MATCH %(asked)s AND a.is_published
      AND (a.brand_id IS NULL OR a.brand_id = %(brand)s)
    ORDER BY bm25(conversations_passage_search), p.id LIMIT %(limit)s
"""
_SQLITE_BY_TITLE = """
    SELECT p.id FROM conversations_article_search s
    JOIN conversations_article a ON a.id = s.rowid JOIN conversations_passage p ON p.article_id = a.id
    WHERE conversations_article_search MATCH %(asked)s AND a.is_published
      AND (a.brand_id IS NULL OR a.brand_id = %(brand)s)
    ORDER BY bm25(conversations_article_search), a.id, p.position LIMIT %(limit)s
"""
_SQLITE_COUNT = "SELECT count(*) FROM conversations_passage_search WHERE conversations_passage_search MATCH %(asked)s"
_POSTGRES_BY_TEXT = """
    SELECT p.id FROM conversations_passage p JOIN conversations_article a ON a.id = p.article_id
    WHERE p.search @@ to_tsquery('simple', %(asked)s) AND a.is_published
      AND (a.brand_id IS NULL OR a.brand_id = %(brand)s)
    ORDER BY ts_rank(p.search, to_tsquery('simple', %(asked)s)) DESC, p.id LIMIT %(limit)s
"""
_POSTGRES_BY_TITLE = """
    SELECT p.id FROM conversations_article a JOIN conversations_passage p ON p.article_id = a.id
    WHERE a.search @@ to_tsquery('simple', %(asked)s) AND a.is_published
      AND (a.brand_id IS NULL OR a.brand_id = %(brand)s)
    ORDER BY ts_rank(a.search, to_tsquery('simple', %(asked)s)) DESC, a.id, p.position LIMIT %(limit)s
"""
_POSTGRES_COUNT = "SELECT count(*) FROM conversations_passage p WHERE p.search @@ to_tsquery('simple', %(asked)s)"


def find_candidates(terms: Sequence[str], limit: int, brand_id: int | None = None) -> list[int]:
    """Return ids of published passages with any of the terms, in the text or in the article's title.

    Of the articles of this brand and of those of all brands.

    A term is the beginning of a word, as `conversations.terms.terms` gives it. At most `limit` by text and `limit` by
    title, the database's best first; the caller orders them anew.
    """
    if not terms:
        return []
    by_text, by_title = (_SQLITE_BY_TEXT, _SQLITE_BY_TITLE) if _is_sqlite() else (_POSTGRES_BY_TEXT, _POSTGRES_BY_TITLE)
    found: dict[int, None] = {}
    with connection.cursor() as cursor:
        for statement in (by_text, by_title):
            cursor.execute(statement, {"asked": _any_of(terms), "limit": limit, "brand": brand_id})
            found.update(dict.fromkeys(row[0] for row in cursor.fetchall()))
    return list(found)


def count_passages(terms: Sequence[str]) -> dict[str, int]:
    """Return for each term in how many passages it occurs."""
    statement = _SQLITE_COUNT if _is_sqlite() else _POSTGRES_COUNT
    counts: dict[str, int] = {}
    with connection.cursor() as cursor:
        for term in terms:
            cursor.execute(statement, {"asked": _any_of([term])})
            counts[term] = cursor.fetchone()[0]
    return counts


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _any_of(terms: Sequence[str]) -> str:
    if _is_sqlite():
        return " OR ".join(f'"{term}" *' for term in terms)
    return " | ".join(f"'{term}':*" for term in terms)
