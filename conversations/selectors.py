"""Reads that every floor asks in the same way."""

from collections.abc import Iterable

from django.db.models import Q

from conversations.lead_search import wanted_numbers, wanted_words


def lead_matches(search: str, *, path: str = "") -> Q:
    """Return the condition on a lead (or, with `path`, on what points to one) that a search finds it.

    Every word must be part of name, e-mail or number, in any order, without regard to case, accents and apostrophes;
    a number is found however it is written.
    """
    column = f"{path}search__contains"
    words, numbers = wanted_words(search), wanted_numbers(search)
    found = Q(*(_any_of(column, forms) for forms in words)) if words else Q(pk__isnull=True)
    return found | _any_of(column, numbers) if numbers else found


def _any_of(column: str, forms: Iterable[str]) -> Q:
    found = Q()
    for form in forms:
        found |= Q(**{column: form})
    return found
