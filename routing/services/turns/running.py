"""A turn that a worker may run."""

from dataclasses import dataclass
from uuid import UUID

from conversations.ai.types import Brief
from conversations.models import Brand


@dataclass(frozen=True, slots=True)
class RunningTurn:
    """What a worker needs for its turn: in whose name the AI speaks, and what it is told."""

    turn_id: int
    conversation_id: UUID
    brand: Brand
    brief: Brief
    question: str
