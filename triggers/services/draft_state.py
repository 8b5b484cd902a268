"""How the draft differs from the rules that decide."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Team, User
from conversations.models import Tag
from triggers.models import TriggerVersion
from triggers.services.differences import Difference, Names, compare
from triggers.services.snapshots import Snapshot, draft_snapshot, snapshot_of
from triggers.services.versions import latest_version


@dataclass(frozen=True, slots=True)
class DraftState:
    """The draft, the version that decides (None: nothing has been published), and what differs."""

    version: TriggerVersion | None
    draft: Snapshot
    difference: Difference

    @property
    def count(self) -> int:
        """Return how many changes are not published."""
        return self.difference.count

    @property
    def digest(self) -> str:
        """Return a name of this very state: it changes with the draft and with what is published."""
        return digest_of(self.version.number if self.version else 0, self.draft)


def digest_of(number: int, draft: Snapshot) -> str:
    """Return a name of this draft beside this published version."""
    return f"{number}-{draft.digest}"


def draft_state() -> DraftState:
    """Return the draft against what is published. Eight statements, whatever the number of rules."""
    version, draft = latest_version(), draft_snapshot()
    published = snapshot_of(version)
    return DraftState(version, draft, compare(published, draft, names_in([published, draft])))


def names_in(snapshots: Iterable[Snapshot]) -> Names:
    """Return how the teams, people and tags of these snapshots are called now."""
    actions = [action for snapshot in snapshots for action in snapshot.actions.values()]
    people = {action.person for action in actions if action.person is not None}
    return Names(
        teams=dict(Team.objects.values_list("pk", "name")),
        people={user.pk: str(user) for user in User.objects.filter(pk__in=people)},
        tags=dict(Tag.objects.values_list("pk", "name")),
    )
