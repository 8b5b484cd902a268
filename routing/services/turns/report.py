"""What the AI says of its own answer: as signals for the engine, and as the record that is kept."""

from conversations.ai.types import Draft
from triggers.facts import Signals


def signals_of(draft: Draft) -> Signals:
    """Return the engine's form of what the AI said of its own reply."""
    return Signals(
        confidence=draft.confidence,
        sentiment=draft.sentiment,
        lead_class=draft.lead_class,
        intent=draft.intent,
        escalation_requested=draft.escalate,
        escalation_reason=draft.escalate_reason,
        information_gap=draft.information_gap,
        promised_handoff=draft.promised_handoff,
        failed=draft.failed,
        out_of_scope=draft.out_of_scope,
    )


def report_of(draft: Draft) -> dict[str, object]:
    """Return what is kept of a draft: its self-report, never its text."""
    return {
        "confidence": draft.confidence,
        "intent": draft.intent,
        "sentiment": draft.sentiment,
        "lead_class": draft.lead_class,
        "escalate": draft.escalate,
        "information_gap": draft.information_gap,
        "promised_handoff": draft.promised_handoff,
        "usage": dict(draft.usage),
        "sources": list(draft.source_ids),
    }
