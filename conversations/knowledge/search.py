"""Which passages of the knowledge base answer a question, and how well.

The database only collects candidates; one formula orders them, so SQLite and PostgreSQL give the same answer.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from conversations.ai.types import Source
from conversations.knowledge import fulltext
from conversations.models import Passage
from conversations.terms import terms

MOST_CANDIDATES = 50
#: A question longer than this is a story; its first words decide.
MOST_TERMS = 24
TYPO_LENGTH = 5

#: What a term counts for, by where it is found.
IN_TEXT, IN_TITLE, MISSPELT = 1.0, 0.9, 0.75
#: Share of the score that the title decides: between two passages that say the same, the article about it wins.
TITLE_SHARE = 0.1
OTHER_LANGUAGE = 0.8


@dataclass(frozen=True, slots=True)
class CandidateTerms:
    """The terms of one candidate."""

    text: frozenset[str]
    title: frozenset[str]


def find_sources(*, query: str, language: str = "", brand_id: int | None = None, limit: int = 5) -> tuple[Source, ...]:
    """Return the published passages that match the question best, best first.

    Those of the brand's own articles and of the articles of all brands; without a brand, only of the latter.
    The score, from 0 to 1, is the share of the question's terms that the passage covers, each weighed by how rare it
    is in the knowledge base (see `score_page`). A question without meaningful words finds nothing. Four reads and one
    count per term, no write.
    """
    asked = terms(query, MOST_TERMS)
    found = fulltext.find_candidates(asked, MOST_CANDIDATES, brand_id)
    if not found:
        return ()
    weights = weigh_terms(fulltext.count_passages(asked), total=Passage.objects.count())
    scored = []
    for passage in Passage.objects.filter(pk__in=found, article__is_published=True).select_related("article"):
        article = passage.article
        page = CandidateTerms(text=frozenset(terms(passage.text, 400)), title=frozenset(terms(article.title)))
        score = score_page(weights, page) * _fit_of_language(language, article.language)
        if score > 0:
            order = (-score, article.pk, passage.position)
            scored.append((order, Source(article_id=article.pk, title=article.title, text=passage.text, score=score)))
    scored.sort(key=lambda entry: entry[0])
    return tuple(source for _, source in scored[:limit])


def weigh_terms(counts: Mapping[str, int], *, total: int) -> dict[str, float]:
    """Return the weight of each term: log(1 + passages / (passages with it + 1/2)).

    A term that the knowledge base does not know weighs as much as one it has once: a question about helicopters is
    not answered by a passage that only shares the word "price" with it.
    """
    return {term: math.log1p(total / (max(count, 1) + 0.5)) for term, count in counts.items()}


def score_page(weights: Mapping[str, float], page: CandidateTerms) -> float:
    """Return how well a page covers the weighed terms of a question.

    0.9 x the share found in text or title (a typo counts less) + 0.1 x the share in the title alone. Rounded to four
    places, so that both databases agree to the digit.
    """
    whole = sum(weights.values())
    if not whole:
        return 0.0
    found = sum(weight * _worth(term, page) for term, weight in weights.items())
    titled = sum(weight for term, weight in weights.items() if term in page.title)
    return round(((1 - TITLE_SHARE) * found + TITLE_SHARE * titled) / whole, 4)


def _worth(term: str, page: CandidateTerms) -> float:
    if term in page.text:
        return IN_TEXT
    if term in page.title:
        return IN_TITLE
    return MISSPELT if _is_misspelt_in(term, page.text) or _is_misspelt_in(term, page.title) else 0.0


def _is_misspelt_in(term: str, page: Collection[str]) -> bool:
    """Whether a word of the page is one slip of the finger away (short words and numbers must be right)."""
    if len(term) < TYPO_LENGTH or any(character.isdigit() for character in term):
        return False
    return any(
        word[0] == term[0] and DamerauLevenshtein.distance(term, word, score_cutoff=1) <= 1
        for word in page
        if abs(len(word) - len(term)) <= 1
    )


def _fit_of_language(wanted: str, written: str) -> float:
    same = not wanted or not written or wanted[:2].lower() == written[:2].lower()
    return 1.0 if same else OTHER_LANGUAGE
