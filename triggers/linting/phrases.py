"""Faults of single phrases: written twice, covered by another, vetoed by an exclusion, a single common word."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from triggers.linting.book import BookedPhrase, PhraseBook
from triggers.linting.finding import ERROR, WARNING, Finding


def check_duplicates(book: PhraseBook, keys: Collection[str] | None) -> Iterator[Finding]:
    """The same pattern twice: in one scenario, or (phrases that act, not exclusions) in two."""
    seen: dict[tuple[object, ...], BookedPhrase] = {}
    across: dict[tuple[object, ...], BookedPhrase] = {}
    for _number, entry in book.of(None):
        rule, lang = entry.rule, entry.phrase.lang
        own = (rule.key, entry.excludes, lang, entry.shape)
        first = seen.setdefault(own, entry)
        if first is not entry:
            if _wanted(keys, rule.key):
                yield _about("duplicate", entry, related=first.phrase.text)
            continue
        if entry.excludes or rule.mode != "live":
            continue
        other = across.setdefault((lang, entry.shape), entry)
        if other.rule.key != rule.key and _wanted(keys, rule.key, other.rule.key):
            yield _about("duplicate_across", entry, related=other.phrase.text, other=other.rule.key)


def check_shadowed(book: PhraseBook, keys: Collection[str] | None) -> Iterator[Finding]:
    """A phrase that adds nothing: another one of its scenario, at least as strong, finds all that it finds."""
    for number, entry in book.of(keys):
        covering = book.covering(number)
        # An exclusion speaks against every word that it spans, so only one that spans as much does its work.
        for other in sorted(covering.whole if entry.excludes else covering.by):
            if _shadows(book, other, number):
                yield _about("shadowed", entry, related=book.entries[other].phrase.text)
                break


def _shadows(book: PhraseBook, other: int, number: int) -> bool:
    upper, entry = book.entries[other], book.entries[number]
    if (upper.rule.key, upper.excludes) != (entry.rule.key, entry.excludes) or upper.strength < entry.strength:
        return False
    if upper.phrase.lang not in ("", entry.phrase.lang):
        return False  # each language keeps its own list
    if upper.shape == entry.shape:
        return upper.phrase.lang != entry.phrase.lang  # in one language it is told as a duplicate
    return other < number or number not in book.covering(other).by


def check_vetoed(book: PhraseBook, keys: Collection[str] | None) -> Iterator[Finding]:
    """A phrase that never counts, because an exclusion stands in everything that it finds."""
    for rule in book.rules:
        if not _wanted(keys, rule.key):
            continue
        own = [(number, entry) for number, entry in book.of({rule.key}) if not entry.excludes]
        dead = [(entry, veto) for number, entry in own if (veto := book.covering(number).vetoed)]
        if dead and len(dead) == len(own) and rule.mode == "live":
            entry, veto = dead[0]
            yield Finding("all_vetoed", ERROR, rule.key, phrase=veto, related=entry.phrase.text, count=len(dead))
            continue
        for entry, veto in dead:
            yield _about("vetoed", entry, related=veto)


def check_single_words(book: PhraseBook, keys: Collection[str] | None, common: Collection[str]) -> Iterator[Finding]:
    """A phrase that one everyday word suffices for, with no second sign asked."""
    for _number, entry in book.of(keys):
        if not entry.fires_alone or entry.rule.mode == "off":
            continue
        words = {word: None for sequence in entry.sequences for word in book.wording.single_words(sequence, common)}
        if words:
            yield _about("single_word", entry, related=", ".join(list(words)[:3]), count=len(words))


def _about(code: str, entry: BookedPhrase, *, related: str, other: str = "", count: int = 0) -> Finding:
    return Finding(code, WARNING, entry.rule.key, entry.phrase.text, related, other, count)


def _wanted(keys: Collection[str] | None, *names: str) -> bool:
    return keys is None or any(name in keys for name in names)
