"""Shares of the written messages by stage, kind and language, and the goals that they are held against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from triggers.evaluation.goals import Goal
from triggers.evaluation.outcomes import StagedOutcome

#: What may be counted of an outcome.
Counted = Callable[[StagedOutcome], bool]
STAGES: dict[str, Counted] = {
    "patterns alone": lambda outcome: outcome.by_patterns,
    "meaning alone": lambda outcome: outcome.by_meaning,
    "both": lambda outcome: outcome.by_both,
}
REACHED: Counted = lambda outcome: outcome.is_reached  # noqa: E731 - stands beside the stages


class CountedShare(NamedTuple):
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share, from 0 to 1; 0 of nothing."""
        return self.hits / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.value:.3f}" if self.of else "-"


def share(outcomes: Iterable[StagedOutcome], counted: Counted) -> CountedShare:
    """Count those for which `counted` holds."""
    found = [counted(outcome) for outcome in outcomes]
    return CountedShare(sum(found), len(found))


def settled(outcomes: Iterable[StagedOutcome]) -> list[StagedOutcome]:
    """Return those whose label nobody disputes."""
    return [outcome for outcome in outcomes if not outcome.message.is_disputed]


def needing(outcomes: Iterable[StagedOutcome], kind: str = "", language: str = "") -> list[StagedOutcome]:
    """Return those that need a person; only kinds that begin like this, only this language, where given."""
    return [
        outcome
        for outcome in outcomes
        if outcome.message.needs_person
        and outcome.message.kind.startswith(kind)
        and language in ("", outcome.message.language)
    ]


def harmless(outcomes: Iterable[StagedOutcome], kind: str = "", language: str = "") -> list[StagedOutcome]:
    """Return those that need nobody; only this kind, only this language, where given."""
    return [
        outcome
        for outcome in outcomes
        if not outcome.message.needs_person
        and kind in ("", outcome.message.kind)
        and language in ("", outcome.message.language)
    ]


def languages_of(outcomes: Iterable[StagedOutcome]) -> list[str]:
    """Return the languages that were written in."""
    return sorted({outcome.message.language for outcome in outcomes})


def corpus_goals(outcomes: Sequence[StagedOutcome]) -> list[Goal]:
    """Return the goals of both stages together, on messages whose label nobody disputes."""
    return list(_goals(settled(outcomes)))


def _goals(outcomes: Sequence[StagedOutcome]) -> Iterator[Goal]:
    both = STAGES["both"]
    people, nobody = needing(outcomes), harmless(outcomes)
    yield _least("handed over", share(people, both), 0.80)
    for kind, limit in (("explicit", 0.85), ("explicit.callback", 0.85), ("emergency", 0.95)):
        yield _least(f"handed over, {kind}", share(needing(outcomes, kind), both), limit)
    worst = min(languages_of(outcomes), key=lambda name: share(needing(outcomes, "", name), both).value, default="")
    yield _least(f"handed over, weakest language ({worst})", share(needing(outcomes, "", worst), both), 0.70)
    yield _most("handed over of those that need nobody", share(nobody, both), 0.02)
    yield _most("handed over, thanks and small talk", share(harmless(outcomes, "smalltalk"), both), 0.002)
    yield _most("handed over, wishes for no person", share(harmless(outcomes, "noperson"), both), 0.01)
    yield _least("reached, offers counted", share(people, REACHED), 0.93)
    yield _most("needless, offers counted", share(nobody, REACHED), 0.08)


def _least(name: str, found: CountedShare, limit: float) -> Goal:
    return Goal(name, found.value, limit, at_least=True, rows=found.of)


def _most(name: str, found: CountedShare, limit: float) -> Goal:
    return Goal(name, found.value, limit, at_least=False, rows=found.of)
