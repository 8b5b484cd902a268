"""A turn that a worker may run."""

from dataclasses import dataclass
from uuid import UUID

from conversations.ai.types import Brief


@dataclass(frozen=True, slots=True)
class RunningTurn:
    """What a worker needs for its turn: what the AI is told, and under which token."""

    turn_id: int
    conversation_id: UUID
    brief: Brief
    question: str
