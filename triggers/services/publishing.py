"""Publishing by a person: the draft as they saw it, after every check."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from triggers.linting import Finding
from triggers.matching import PatternError
from triggers.models import TriggerVersion
from triggers.services.compiled import active_version
from triggers.services.draft_state import DraftState, digest_of, draft_state
from triggers.services.lint import blocking, lint_draft
from triggers.services.regression import CaseResult, run_cases
from triggers.services.snapshots import compile_snapshot, draft_snapshot
from triggers.services.versions import NOTE_LENGTH, lock_versions, store_version


class PublishRefusedError(Exception):
    """The draft was not published; `sentence` says why, in the reader's language."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Checks:
    """What the checks say of the draft. `fault`: it cannot even be read, so the cases were not tried."""

    findings: Sequence[Finding]
    fault: str = ""
    cases: Sequence[CaseResult] = field(default_factory=tuple)

    @property
    def errors(self) -> list[Finding]:
        """Return the linter's findings that stop a publication."""
        return blocking(self.findings)

    @property
    def failed(self) -> list[CaseResult]:
        """Return the cases that the draft does not meet."""
        return [result for result in self.cases if not result.passed]

    @property
    def refusal(self) -> str:
        """Return why the draft may not be published; empty: it may."""
        if self.fault:
            return _("The draft can't be read: %(fault)s") % {"fault": self.fault}
        if self.errors:
            return _("Fix the linter's error first: %(sentence)s") % {"sentence": self.errors[0].message}
        if self.failed:
            names = ", ".join(f"“{result.case}”" for result in self.failed)
            return ngettext(
                "A regression case fails: %(names)s.", "Regression cases fail: %(names)s.", len(self.failed)
            ) % {"names": names}
        return ""


def check_draft(state: DraftState) -> Checks:
    """Compile the draft and hold everything against it that guards a publication."""
    findings = lint_draft(snapshot=state.draft)
    try:
        ruleset = compile_snapshot(state.draft)
    except PatternError as error:
        return Checks(findings, fault=error.sentence)
    return Checks(findings, cases=run_cases(ruleset))


def publish_draft(*, user: User, note: str, digest: str) -> TriggerVersion:
    """Publish the draft, provided that it is the one the page showed and every check lets it pass.

    Raises:
        PublishRefusedError: nothing is different, something is new since the page was shown, or a check fails.
    """
    lint_draft()  # before anything is locked: the look takes seconds, and its answer is kept
    state = draft_state()
    if state.digest != digest:
        raise PublishRefusedError(_tell_changed())
    if not state.count:
        raise PublishRefusedError(_("Nothing to publish: the draft matches the published rules."))
    # Checked and compiled before the transaction begins, which keeps every other writer waiting on SQLite.
    refusal = check_draft(state).refusal
    if refusal:
        raise PublishRefusedError(refusal)
    with transaction.atomic():
        lock_versions()
        draft = draft_snapshot()
        if digest_of(active_version(), draft) != digest:
            raise PublishRefusedError(_tell_changed())
        return store_version(draft, TriggerVersion(note=note[:NOTE_LENGTH], published_by=user))


def _tell_changed() -> str:
    return _("The draft or the published rules have changed since you opened this page. Review it again.")
