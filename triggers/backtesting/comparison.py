"""Two rule sets on the same facts; what both have alike is judged once, where that gives the same answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from triggers.engine import Decision, ScenarioResult, choose, decide
from triggers.facts import Facts
from triggers.matching import Lexicon, Ruleset, ScenarioRule, compile_rules, read_earlier
from triggers.signals.base import TURN_LIMIT

#: What the name of a draft's scenario ends with where it differs from the published one of the same name.
_OTHER = "\n"


class RuleOutcome(NamedTuple):
    """What one rule set makes of one message: the scenario that acts ("" for none) and all that fire, in any mode."""

    acting: str
    fired: tuple[ScenarioResult, ...]


class Comparison:
    """The published rules and a draft, ready to judge."""

    def __init__(self, published: Ruleset, draft: Ruleset, *, lexicon: Lexicon | None) -> None:
        """Take two compiled rule sets; `lexicon` is what both were compiled with, None when theirs differ."""
        self._published = published
        self._draft = draft
        self._both = _combine(published, draft, lexicon) if lexicon is not None else None

    @property
    def is_shared(self) -> bool:
        """Whether both are judged in one pass."""
        return self._both is not None

    def judge(self, facts: Facts) -> tuple[RuleOutcome, RuleOutcome]:
        """Return what the published rules and what the draft make of these facts, exactly as each does alone."""
        if self._both is None:
            return _alone(self._published, facts), _alone(self._draft, facts)
        found = {result.key: result for result in _decide(self._both, facts).results}
        published = [(rule, found[rule.key]) for rule in self._published.rules]
        draft = [(rule, _of_draft(rule, found)) for rule in self._draft.rules]
        return _outcome(published), _outcome(draft)


def _combine(published: Ruleset, draft: Ruleset, lexicon: Lexicon) -> Ruleset | None:
    """Return one rule set that judges both, or None where a word might mean something else in it.

    A word that only one of them knows is read as it stands there, and perhaps as the misspelling of another one here.
    """
    if not published.vocabulary.same_words(draft.vocabulary):
        return None
    there = {rule.key: rule for rule in published.rules}
    changed = [replace(rule, key=rule.key + _OTHER) for rule in draft.rules if there.get(rule.key) != rule]
    return compile_rules([*published.rules, *changed], lexicon=lexicon)


def _of_draft(rule: ScenarioRule, found: Mapping[str, ScenarioResult]) -> ScenarioResult:
    result = found.get(rule.key + _OTHER)
    return found[rule.key] if result is None else result._replace(key=rule.key)


def _outcome(judged: Sequence[tuple[ScenarioRule, ScenarioResult]]) -> RuleOutcome:
    acting = choose(judged)
    return RuleOutcome(acting.key if acting else "", tuple(result for _, result in judged if result.fired))


def _alone(ruleset: Ruleset, facts: Facts) -> RuleOutcome:
    decision = _decide(ruleset, facts)
    return RuleOutcome(decision.scenario, tuple(result for result in decision.results if result.fired))


def _decide(ruleset: Ruleset, facts: Facts) -> Decision:
    """Judge with a reading that is kept: the same text comes again with the AI's reply, and before later messages."""
    reading = read_earlier(ruleset, facts.text) if len(facts.text) <= TURN_LIMIT else None
    return decide(ruleset, facts, reading=reading)
