"""Which phrases carry the figures: how often each was found, and in how many rows nothing else would do.

A phrase that no row needs may go; one that a single row needs was perhaps written for that row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from triggers.evaluation.rows import SETS, Folder, Progress, read_rows
from triggers.facts import Facts
from triggers.matching import PhraseMatch, Ruleset, ScenarioRule
from triggers.matching.rules import as_phrase
from triggers.signals import SIGNALS, Situation


@dataclass(frozen=True, slots=True)
class Support:
    """One phrase or exclusion of a scenario, and the rows that it was found in.

    `found`: rows with it; `alone`: of those, the ones where no other phrase of the scenario stood; `needed`: rows
    rightly answered that would be answered wrongly without it; `harmful`: the other way round.
    """

    scenario: str
    phrase: str
    is_exclusion: bool
    language: str
    found: int
    alone: int
    needed: int
    harmful: int

    @property
    def verdict(self) -> str:
        """What to think of it, or nothing when it stands on several rows."""
        if not self.found:
            return "never found"
        if self.needed == 1:
            return "needed by one row"
        return "" if self.needed else "never needed"


@dataclass(slots=True)
class _Tally:
    found: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    alone: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    needed: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    harmful: Counter[tuple[str, str, bool]] = field(default_factory=Counter)


def measure_support(folder: Folder, ruleset: Ruleset, progress: Progress) -> list[Support]:
    """Count every phrase of the scenarios whose category a set asks for, in the order in which they are written."""
    asked = {SETS[name] for name in folder.paths}
    rules = [rule for rule in ruleset.rules if rule.category in asked and rule.mode != "off"]
    tally = _Tally()
    for name, row, facts in read_rows(folder, progress):
        if int(row["label"]) >= 0:
            _count_row(tally, ruleset, [rule for rule in rules if rule.category == SETS[name]], row, facts)
    return [support for rule in rules for support in _supports(tally, rule)]


def _supports(tally: _Tally, rule: ScenarioRule) -> Iterator[Support]:
    """Each text once, whatever languages it is written for."""
    for is_exclusion, phrases in ((False, rule.phrases), (True, rule.exclusions)):
        for text, language in {each.text: each.lang for each in map(as_phrase, phrases)}.items():
            place = (rule.key, text, is_exclusion)
            counts = (tally.found[place], tally.alone[place], tally.needed[place], tally.harmful[place])
            yield Support(*place, language, *counts)


def _count_row(
    tally: _Tally, ruleset: Ruleset, rules: Iterable[ScenarioRule], row: dict[str, Any], facts: Facts
) -> None:
    """Judge the row once whole, then once without each phrase that was found."""
    situation = Situation(ruleset, facts)
    wanted = bool(row["label"])
    rules = list(rules)
    fired = {rule.key: _fires(situation, rule) for rule in rules}
    for rule in rules:
        for is_exclusion, found in ((False, situation.reading.matches), (True, situation.reading.vetoes)):
            matches = found.get(rule.key, [])
            texts = dict.fromkeys(match.phrase.text for match in matches)
            for text in texts:
                place = (rule.key, text, is_exclusion)
                tally.found[place] += 1
                tally.alone[place] += len(texts) == 1
                without = fired | {rule.key: _fires_without(situation, rule, found, text)}
                if any(fired.values()) != any(without.values()):
                    (tally.needed if any(fired.values()) == wanted else tally.harmful)[place] += 1


def _fires(situation: Situation, rule: ScenarioRule) -> bool:
    return rule.mode == "live" and SIGNALS[rule.category](situation, rule).score >= rule.effective_threshold


def _fires_without(situation: Situation, rule: ScenarioRule, found: dict[str, list[PhraseMatch]], text: str) -> bool:
    """Whether the rule fires when this phrase is not there. The reading is put back as it was."""
    whole = found[rule.key]
    found[rule.key] = [match for match in whole if match.phrase.text != text]
    try:
        return _fires(situation, rule)
    finally:
        found[rule.key] = whole
