"""The figures of a part of the written corpus as tables in Markdown, and its worst errors as a list for reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from triggers.evaluation.outcomes import StagedOutcome
from triggers.evaluation.shares import (
    REACHED,
    STAGES,
    corpus_goals,
    harmless,
    languages_of,
    needing,
    settled,
    share,
)
from triggers.evaluation.writers import NOBODY_KINDS

#: Errors in the list for reading, and characters of a turn in it.
WORST = 50
SHOWN_OF_TURN = 400


def part_report(part: str, outcomes: Sequence[StagedOutcome]) -> str:
    """Return all tables of a part: goals, stages, kinds, languages; disputed messages are a line of their own."""
    kept = settled(outcomes)
    blocks = [
        _head(part, outcomes),
        table(("goal", "figure", "limit", "state", "messages"), _goal_rows(outcomes)),
        table(("stage", *_GROUPS, "false alarms"), _stage_rows(kept)),
        table(("kind", "messages", *STAGES, "reached"), _kind_rows(kept)),
        table(("language", "needing", *STAGES, "reached", "nobody", "false alarms", "needless"), _language_rows(kept)),
    ]
    return "\n\n".join(blocks) + "\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


_GROUPS = ("needing", "explicit", "explicit.callback", "emergency")


def _head(part: str, outcomes: Sequence[StagedOutcome]) -> str:
    kept = settled(outcomes)
    writers = len({outcome.message.writer for outcome in outcomes})
    disputed = [outcome for outcome in outcomes if outcome.message.is_disputed]
    labelled = sum(bool(outcome.message.second) for outcome in outcomes)
    both, reached = share(disputed, STAGES["both"]), share(disputed, REACHED)
    return (
        f"Part {part}: {len(kept)} messages of {writers} writers, {len(needing(kept))} that need a person.\n"
        f"With a second label: {labelled}; {len(disputed)} are disputed and stand apart: "
        f"handed over {both}, reached {reached}."
    )


def _goal_rows(outcomes: Sequence[StagedOutcome]) -> Iterator[list[str]]:
    for goal in corpus_goals(outcomes):
        sign = ">=" if goal.at_least else "<="
        yield [goal.name, f"{goal.figure:.3f}", f"{sign} {goal.limit:.3f}", goal.state, str(goal.rows)]


def _stage_rows(outcomes: Sequence[StagedOutcome]) -> Iterator[list[str]]:
    for name, counted in {**STAGES, "reached (with offers)": REACHED}.items():
        people = [str(share(needing(outcomes, "" if kind == "needing" else kind), counted)) for kind in _GROUPS]
        yield [name, *people, str(share(harmless(outcomes), counted))]


def _kind_rows(outcomes: Sequence[StagedOutcome]) -> Iterator[list[str]]:
    kinds = dict.fromkeys(outcome.message.kind for outcome in outcomes)
    for kind in sorted(kinds, key=lambda name: (name in NOBODY_KINDS, name)):
        mine = [outcome for outcome in outcomes if outcome.message.kind == kind]
        name = f"{kind} (nobody)" if kind in NOBODY_KINDS else kind
        yield [name, str(len(mine)), *(str(share(mine, counted)) for counted in (*STAGES.values(), REACHED))]


def _language_rows(outcomes: Sequence[StagedOutcome]) -> Iterator[list[str]]:
    for language in languages_of(outcomes):
        people, nobody = needing(outcomes, "", language), harmless(outcomes, "", language)
        found = [str(share(people, counted)) for counted in (*STAGES.values(), REACHED)]
        alarms = [str(share(nobody, counted)) for counted in (STAGES["both"], REACHED)]
        yield [language, str(len(people)), *found, str(len(nobody)), *alarms]


def final_cells(tuning: Sequence[StagedOutcome], final: Sequence[StagedOutcome]) -> list[str]:
    """Return what is logged of an opening: figures of both stages, and how far the tuning part is ahead, in points."""
    kept, known = settled(final), settled(tuning)
    both = STAGES["both"]
    found = [share(needing(kept, kind), both) for kind in ("", "explicit", "explicit.callback", "emergency")]
    rest = [share(needing(kept), REACHED), share(harmless(kept), both), share(harmless(kept), REACHED)]
    gap = 100 * (share(needing(known), both).value - found[0].value)
    return [str(len(kept)), *map(str, found), *map(str, rest), f"{gap:.1f}"]


def worst_errors(outcomes: Iterable[StagedOutcome]) -> str:
    """Return the errors of both stages that were made with the least doubt, the worst first, at most `WORST`."""
    wrong = [outcome for outcome in settled(outcomes) if outcome.message.needs_person != outcome.by_both]
    wrong.sort(key=lambda outcome: (-_badness(outcome), outcome.message.writer, outcome.message.line))
    return "\n".join(_error(outcome) for outcome in wrong[:WORST]) + "\n"


def _badness(outcome: StagedOutcome) -> float:
    """Return how far from right: a pattern that fired is certain of itself."""
    person = 1.0 if outcome.by_patterns else outcome.person or 0.0
    return 1.0 - person if outcome.message.needs_person else person


def _error(outcome: StagedOutcome) -> str:
    message = outcome.message
    way = "missed" if message.needs_person else "false alarm"
    stage = "patterns" if outcome.by_patterns else "meaning" if outcome.by_meaning else "none"
    said = "-" if outcome.person is None else f"{outcome.person:.2f} {outcome.meant}"
    turns = [f"{turn.role}: {turn.text}" for turn in message.context] + [message.text]
    text = " || ".join(turn[:SHOWN_OF_TURN] for turn in turns).replace("\n", " / ")
    return f"{way} | {message.kind} | {message.language} | {stage} | {said} | {text}"
