"""What follows when a scenario acts, as a version keeps it: names of rows, not rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from conversations.enums import Priority


@dataclass(frozen=True, slots=True)
class FrozenAction:
    """The action of one scenario. `team`, `person` and `tags` are keys of rows that may be gone by the time it acts.

    Fields are called as those of a scenario; priorities are numbers of `Priority`.
    `reactivation_minutes` is counted from the moment it fired.
    """

    team: int | None = None
    person: int | None = None
    acknowledgement: str = "standard"
    tags: tuple[int, ...] = ()
    handoff_priority: int = Priority.NORMAL
    makes_task: bool = True
    task_title: str = ""
    task_priority: int = Priority.NORMAL
    skip_if_owner: bool = False
    reactivation_minutes: int = 480

    def as_json(self) -> dict[str, Any]:
        """Return JSON values; `thaw_action` makes the same action of it."""
        return asdict(self) | {"tags": list(self.tags)}


def thaw_action(stored: Mapping[str, Any]) -> FrozenAction:
    """Return the action that was stored; what is missing takes the usual value, what is unknown by now is left out."""
    known = {entry.name for entry in fields(FrozenAction)}
    values = {name: value for name, value in stored.items() if name in known}
    return FrozenAction(**values | {"tags": tuple(values.get("tags", ()))})
