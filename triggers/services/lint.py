"""What the linter says of the draft, in sentences; higher floors add what only they know."""

import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from accounts.models import Team, User
from triggers.linting import ERROR, Effect, Finding, Surroundings, lint
from triggers.services.lint_sentences import sentence_of
from triggers.services.snapshots import Snapshot, draft_snapshot, lexicon_with

#: Key and language of each acknowledgement.
Texts = Iterable[tuple[str, str]]
#: Asked for the draft; what it answers carries its own sentences.
Check = Callable[[Snapshot], Iterable[Finding]]

# Answers that are kept, by what was asked: a page is asked for again and again while its draft stays the same.
KEPT = 32

_answers: dict[tuple[str, str, tuple[str, ...] | None], tuple[Finding, ...]] = {}
_lock = threading.Lock()
_texts: list[Callable[[], Texts]] = []
_checks: list[Check] = []


def offer_texts(source: Callable[[], Texts]) -> None:
    """Let a higher floor say which acknowledgements there are (called once, when it is loaded)."""
    _texts.append(source)


def add_check(source: Check) -> None:
    """Let a higher floor look at the draft as well (called once, when it is loaded)."""
    _checks.append(source)


def lint_draft(*, snapshot: Snapshot | None = None, changed: Collection[str] | None = None) -> list[Finding]:
    """Return everything that is wrong with the draft, errors first, with sentences in the reader's language.

    `snapshot` is the draft, if it has been read already; `changed` narrows the look to these scenarios' keys. The same
    draft is looked at once in a process, so asking again costs a few statements.
    """
    draft = snapshot or draft_snapshot()
    names = {frozen["key"]: frozen["name"] for frozen in draft.scenarios}
    told = [replace(each, message=sentence_of(each, names)) for each in _look(draft, changed)]
    for check in _checks:
        told += [each for each in check(draft) if changed is None or each.scenario in changed]
    return sorted(told, key=lambda finding: finding.severity != ERROR)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Return those that stop a publication."""
    return [finding for finding in findings if finding.severity == ERROR]


def _look(draft: Snapshot, changed: Collection[str] | None) -> tuple[Finding, ...]:
    """Ask the linter, unless it was asked the same a moment ago; the answers are kept, the drafts are not."""
    desk = _surroundings(draft)
    key = (draft.digest, repr(desk), None if changed is None else tuple(sorted(changed)))
    found = _answers.get(key)
    if found is None:
        found = lint(draft.rules, surroundings=desk, lexicon=lexicon_with(draft.groups), changed=changed)
        with _lock:
            while len(_answers) >= KEPT:
                del _answers[next(iter(_answers))]
            _answers[key] = found
    return found


def _surroundings(draft: Snapshot) -> Surroundings:
    """Return what the desk has. Where no floor above knows acknowledgements, nothing is said of them."""
    texts = [pair for source in _texts for pair in source()]
    effects = {
        key: Effect(
            team=str(action.team or ""),
            person=str(action.person or ""),
            acknowledgement=action.acknowledgement,
            priority=action.handoff_priority,
        )
        for key, action in draft.actions.items()
    }
    return Surroundings(
        effects=effects,
        acknowledgements=frozenset(key for key, _ in texts) if _texts else None,
        languages=frozenset(language for _, language in texts),
        teams=frozenset(map(str, Team.objects.values_list("pk", flat=True))),
        people=frozenset(map(str, User.objects.filter(is_active=True).values_list("pk", flat=True))),
    )
