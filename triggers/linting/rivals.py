"""Two scenarios that want the same message: at war with each other, or one never heard because of the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from triggers.engine import decide, standing
from triggers.facts import Facts
from triggers.linting.book import BookedPhrase, PhraseBook
from triggers.linting.finding import Effect, Finding, Surroundings
from triggers.linting.scenarios import ONLY_WORDS
from triggers.matching import Ruleset, ScenarioRule


def check_rivals(
    book: PhraseBook, ruleset: Ruleset, surroundings: Surroundings, keys: Collection[str] | None
) -> Iterator[Finding]:
    """Pairs of live scenarios that fire on the same words; each suspicion is tried with a real sentence."""
    shared = _shared(book, keys)
    for (key, other), entries in shared.items():
        upper = next(rule for rule in book.rules if rule.key == other)
        lower = entries[0].rule
        if standing(upper) == standing(lower):
            if (other, key) in shared and other < key:
                continue  # told once for both
            yield from _war(book, ruleset, surroundings, entries, upper)
        elif standing(upper) < standing(lower) and len(entries) == len(lower.phrases) and lower.category in ONLY_WORDS:
            sentences = [book.example(entry) for entry in entries]
            if not any(decide(ruleset, Facts(text)).scenario == key for text in sentences):
                yield Finding("never_first", scenario=key, other=other, related=sentences[0], count=len(entries))


def _shared(book: PhraseBook, keys: Collection[str] | None) -> dict[tuple[str, str], list[BookedPhrase]]:
    """The phrases of one scenario that another fires on as well, by both keys."""
    found: dict[tuple[str, str], list[BookedPhrase]] = defaultdict(list)
    for number, entry in book.of(keys):
        if entry.rule.mode != "live" or entry.excludes:
            continue
        rivals = {book.entries[other].rule.key for other in book.covering(number).by if _acts(book.entries[other])}
        for other in sorted(rivals - {entry.rule.key}):
            found[entry.rule.key, other].append(entry)
    return found


def _acts(entry: BookedPhrase) -> bool:
    return entry.rule.mode == "live" and entry.fires_alone


def _war(
    book: PhraseBook, ruleset: Ruleset, surroundings: Surroundings, entries: list[BookedPhrase], upper: ScenarioRule
) -> Iterator[Finding]:
    lower = entries[0].rule
    if not _differ(surroundings.effects.get(lower.key), surroundings.effects.get(upper.key)):
        return
    fought = [(entry, text) for entry in entries if _both_fire(ruleset, text := book.example(entry), lower, upper)]
    if fought:
        entry, text = fought[0]
        yield Finding(
            "war", scenario=lower.key, other=upper.key, phrase=entry.phrase.text, related=text, count=len(fought)
        )


def _differ(one: Effect | None, two: Effect | None) -> bool:
    if one is None or two is None:
        return False
    return (one.team, one.person, one.priority) != (two.team, two.person, two.priority)


def _both_fire(ruleset: Ruleset, text: str, one: ScenarioRule, two: ScenarioRule) -> bool:
    fired = {result.key for result in decide(ruleset, Facts(text)).results if result.fired}
    return {one.key, two.key} <= fired
