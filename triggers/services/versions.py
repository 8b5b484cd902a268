"""Publishing: the draft, or an earlier version, becomes the rules that decide."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from triggers.models import TriggerVersion
from triggers.services.compiled import Adoption, DamagedVersion, active_version
from triggers.services.drafts import write_draft
from triggers.services.snapshots import Snapshot, compile_snapshot, draft_snapshot, snapshot_of

NOTE_LENGTH = 200


def publish(*, user: User | None = None, note: str = "") -> TriggerVersion:
    """Freeze the draft as the next version; every process decides by it as soon as it has built it.

    Raises:
        PatternError: a phrase or a word group cannot be read; nothing is published.
    """
    _compile_beforehand(draft_snapshot())
    with transaction.atomic():
        lock_versions()
        return store_version(draft_snapshot(), TriggerVersion(note=note[:NOTE_LENGTH], published_by=user))


def bring_back(*, version: TriggerVersion, user: User | None = None) -> TriggerVersion:
    """Publish an earlier version's rules as the next version and make them the draft, in one transaction.

    Teams, people and tags that are gone by now are left out of the draft; the version keeps naming them.

    Raises:
        PatternError: this version of the desk cannot read one of its phrases any more.
    """
    snapshot = _whole(version)
    _compile_beforehand(snapshot)
    with transaction.atomic():
        lock_versions()
        note = _("%(version)s restored") % {"version": version}
        write_draft(snapshot, reason=note)
        return store_version(snapshot, TriggerVersion(note=note, published_by=user, restores=version))


def discard_draft() -> TriggerVersion | None:
    """Make the published rules the draft again; return the version, None (and nothing done) when there is none.

    Raises:
        PatternError: the version is damaged; the draft stays as it is.
    """
    with transaction.atomic():
        lock_versions()
        version = latest_version()
        if version is not None:
            write_draft(_whole(version), reason=_("draft discarded"))
        return version


def _whole(version: TriggerVersion) -> Snapshot:
    """Return what a version holds; half of it never becomes the draft.

    Raises:
        PatternError: its row is damaged.
    """
    snapshot = snapshot_of(version)
    if snapshot.is_damaged:
        raise DamagedVersion(version.number)
    return snapshot


def _compile_beforehand(snapshot: Snapshot) -> None:
    """Compile what is about to be published outside the transaction, which lets nobody else write on SQLite."""
    compile_snapshot(snapshot)


def latest_version() -> TriggerVersion | None:
    """Return the version that decides, with its rules."""
    return TriggerVersion.objects.select_related("published_by").order_by("-number").first()


def lock_versions() -> None:
    """Let one publisher at a time through, until the end of the transaction."""
    # Two publishers at once get two numbers: both lock the oldest version, and only then read the newest number.
    # Locking the newest would not do: who waits for it is handed that row, not the one that was added meanwhile.
    TriggerVersion.objects.select_for_update().order_by("number").only("pk").first()


def store_version(snapshot: Snapshot, version: TriggerVersion) -> TriggerVersion:
    """Store the next version with these rules; needs `lock_versions` before. This process uses it after the commit."""
    number = active_version() + 1
    # Compiled before it is stored: rules that cannot be read never become the ones that decide.
    ruleset = compile_snapshot(snapshot, number=number)
    version.number, version.snapshot, version.groups = number, list(snapshot.scenarios), dict(snapshot.groups)
    version.save(force_insert=True)
    transaction.on_commit(Adoption(version, ruleset, snapshot))
    return version
