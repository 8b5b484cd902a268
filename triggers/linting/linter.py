"""Every check, in one call."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from triggers.linting import phrases, scenarios
from triggers.linting.book import PhraseBook
from triggers.linting.corpus import Harmless, everyday_words, harmless_sentences
from triggers.linting.finding import ERROR, Finding, Surroundings
from triggers.linting.firing import check_harmless
from triggers.linting.rivals import check_rivals
from triggers.linting.tempting import TEMPTING
from triggers.matching import Lexicon, PatternError, Ruleset, ScenarioRule, compile_rules
from triggers.matching.lexicon import shipped_lexicon
from triggers.matching.pattern import parse
from triggers.matching.rules import as_phrase

_NOBODY_LOOKED = Surroundings()


def lint(
    rules: Sequence[ScenarioRule],
    *,
    surroundings: Surroundings = _NOBODY_LOOKED,
    lexicon: Lexicon | None = None,
    harmless: Sequence[Harmless] | None = None,
    changed: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """Look for every kind of fault; errors come first, then the order of the rules.

    `changed` narrows the look to these scenarios, against all others. Scenarios that are off are looked at as if they
    were in shadow. What cannot be compiled is all that is told: the rest would be guesswork.
    """
    words = lexicon if lexicon is not None else shipped_lexicon()
    try:
        ruleset = compile_rules(rules, lexicon=words)
        book = PhraseBook(rules, words)
    except PatternError as error:
        return tuple(_unreadable(rules, words, error))
    sentences = harmless_sentences() if harmless is None else harmless
    found = _found(book, ruleset, sentences, surroundings, changed)
    places = {rule.key: place for place, rule in enumerate(rules)}
    return tuple(sorted(found, key=lambda finding: (finding.severity != ERROR, places.get(finding.scenario, 0))))


def _found(
    book: PhraseBook,
    ruleset: Ruleset,
    sentences: Sequence[Harmless],
    surroundings: Surroundings,
    changed: Collection[str] | None,
) -> Iterator[Finding]:
    yield from scenarios.check_can_fire(book.rules, changed)
    yield from scenarios.check_references(book.rules, surroundings, changed)
    yield from scenarios.check_languages(book.rules, surroundings, changed)
    yield from phrases.check_duplicates(book, changed)
    yield from phrases.check_vetoed(book, changed)
    yield from phrases.check_shadowed(book, changed)
    yield from phrases.check_single_words(book, changed, everyday_words() | TEMPTING)
    yield from check_rivals(book, ruleset, surroundings, changed)
    yield from check_harmless(ruleset, sentences, changed)


def _unreadable(rules: Sequence[ScenarioRule], lexicon: Lexicon, error: PatternError) -> Iterator[Finding]:
    """Every phrase that cannot be read; else what the compiler stumbled over, a word group."""
    found = False
    for rule in rules:
        for phrase in map(as_phrase, (*rule.phrases, *rule.exclusions)):
            try:
                parse(phrase.pattern, lexicon.groups)
            except PatternError as own:
                found = True
                yield Finding("unreadable", ERROR, rule.key, phrase=phrase.text, related=own.sentence)
    if not found:
        yield Finding("unreadable", ERROR, related=error.sentence)
