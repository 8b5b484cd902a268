"""A turn that a worker may run."""

from dataclasses import dataclass
from uuid import UUID

from conversations.ai.types import Brief
from conversations.models import Brand
from triggers.facts import ReadMeaning


@dataclass(frozen=True, slots=True)
class RunningTurn:
    """What a worker needs for its turn: in whose name the AI speaks, and what it is told.

    `is_evidence`: the customer wrote it to this AI, so the rules judge it. `meaning`: what the second stage read in it.
    """

    turn_id: int
    conversation_id: UUID
    brand: Brand
    brief: Brief
    question: str
    is_evidence: bool = True
    meaning: ReadMeaning | None = None
