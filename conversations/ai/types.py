"""What an AI turn takes and gives: plain frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Utterance:
    """One line of the transcript."""

    role: Literal["customer", "ai", "agent"]
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A passage of the knowledge base; `score` from 0 to 1 says how well it matches the question."""

    article_id: int
    title: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Engine:
    """Which AI: an OpenAI-compatible server, or (empty `base_url`) the built-in answerer.

    `business_name` and `ai_name`: in whose name it speaks, and its own (empty: none). `timeout` in seconds, for a whole
    turn.
    """

    business_name: str
    base_url: str = ""
    model: str = ""
    api_key: str = ""
    timeout: float = 15.0
    instructions: str = ""
    ai_name: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """All an AI may know for one turn; the newest customer message is the last utterance."""

    engine: Engine
    transcript: tuple[Utterance, ...]
    sources: tuple[Source, ...] = ()
    handback_note: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    language: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the AI proposes. It may ask for a person, never veto one; nothing here is sent unchecked.

    `failed` is empty or says why there is no answer (timeout, unavailable, refused, invalid, paused, wrong language);
    `engine` names who wrote it.
    """

    text: str = ""
    confidence: float | None = None
    intent: str = ""
    sentiment: str = ""
    lead_class: str = ""
    escalate: bool = False
    escalate_reason: str = ""
    urgent: bool = False
    details: Mapping[str, str] = field(default_factory=dict)
    information_gap: bool = False
    promised_handoff: bool = False
    out_of_scope: bool = False
    failed: str = ""
    engine: str = ""
    usage: Mapping[str, int] = field(default_factory=dict)
    source_ids: tuple[int, ...] = ()
