"""Whose turn it is: pure choices over plain candidates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """An available agent: how much they hold, how much they can take, and when they were last given something."""

    user_id: int
    load: int
    capacity: int
    last_assigned_at: datetime | None


def choose(candidates: Iterable[Candidate]) -> int | None:
    """Return the agent who has waited longest for work and has room, or None; ties go to the lower id."""
    able = [candidate for candidate in candidates if candidate.load < candidate.capacity]
    if not able:
        return None
    never = [candidate for candidate in able if candidate.last_assigned_at is None]
    if never:
        return min(never, key=lambda candidate: candidate.user_id).user_id
    return min(able, key=lambda candidate: (candidate.last_assigned_at, candidate.user_id)).user_id
