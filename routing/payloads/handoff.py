"""Handoffs as JSON: why a person is needed, what they must know, and every clock."""

from typing import Annotated, Any, TypedDict, TypeVar

from django.utils.translation import gettext as _

from conversations.enums import Priority, PriorityWord
from conversations.models.stored import is_damaged
from routing.enums import Cause
from routing.models import Handoff
from routing.payloads.moments import Key, Moment, at, iso
from routing.payloads.people import PersonPayload, TeamPayload, person_payload, team_payload


class EvidencePayload(TypedDict):
    """Words that counted: their place in `evidence_message`, the words, and the phrase that found them."""

    start: int
    end: int
    text: str
    rule: str


class TranscriptPayload(TypedDict):
    """Which versions of the conversation the package is about."""

    from_version: int
    to_version: int


class PackagePayload(TypedDict):
    """The frozen context, as it was when the handoff opened."""

    header: str
    who: str
    subject: str
    problem: str
    mood: str
    channel: str
    fields: dict[str, Any]
    lead_class: str
    sentiment: str
    transcript: TranscriptPayload


class HandoffPayload(TypedDict):
    """One episode; a clock that has not struck is null.

    `promised_by`, `resolution_due_at`: by when the SLA owes the first answer and the end of the work.
    `first_response_breached_at`, `resolution_breached_at`: when that was found late, null where it was kept.
    """

    id: Key
    conversation: Key
    cause: Annotated[str, Cause]
    category: str
    category_label: str
    scenario: str
    reason: str
    priority: PriorityWord
    team: TeamPayload
    agent: PersonPayload | None
    evidence: list[EvidencePayload]
    evidence_message: str
    package: PackagePayload
    summary: str
    promised_by: Moment | None
    resolution_due_at: Moment | None
    first_response_breached_at: Moment | None
    resolution_breached_at: Moment | None
    detected_at: Moment
    acknowledged_at: Moment | None
    notified_at: Moment | None
    seen_at: Moment | None
    claimed_at: Moment | None
    first_reply_at: Moment | None
    resolved_at: Moment | None
    resumed_at: Moment | None
    ended_at: Moment | None
    end_reason: str
    outcome: str
    verdict: str
    is_open: bool


C = TypeVar("C", dict[str, Any], list[Any])
TEXTS = ("header", "who", "subject", "problem", "mood", "channel", "lead_class", "sentiment")


def handoff_payload(handoff: Handoff) -> HandoffPayload:
    """Return a handoff; reads its team, agent and scenario. The evidence is the package's, frozen with it."""
    return {
        "id": str(handoff.pk),
        "conversation": str(handoff.conversation_id),
        "cause": handoff.cause,
        "category": handoff.category,
        "category_label": handoff.get_category_display() if handoff.category else "",
        "scenario": handoff.scenario.name if handoff.scenario else "",
        "reason": handoff.reason,
        "priority": Priority(handoff.priority).word,
        "team": team_payload(handoff.team),
        "agent": person_payload(handoff.agent),
        "evidence": _evidence(handoff.package),
        "evidence_message": str(handoff.package.get("evidence_message") or ""),
        "package": _package(handoff.package),
        "summary": handoff.summary,
        "promised_by": iso(handoff.answer_due_at),
        "resolution_due_at": iso(handoff.resolution_due_at),
        "first_response_breached_at": iso(handoff.first_response_breached_at),
        "resolution_breached_at": iso(handoff.resolution_breached_at),
        "detected_at": at(handoff.detected_at),
        "acknowledged_at": iso(handoff.acknowledged_at),
        "notified_at": iso(handoff.notified_at),
        "seen_at": iso(handoff.seen_at),
        "claimed_at": iso(handoff.claimed_at),
        "first_reply_at": iso(handoff.first_reply_at),
        "resolved_at": iso(handoff.resolved_at),
        "resumed_at": iso(handoff.resumed_at),
        "ended_at": iso(handoff.ended_at),
        "end_reason": handoff.end_reason,
        "outcome": handoff.outcome,
        "verdict": handoff.verdict,
        "is_open": handoff.is_open,
    }


def _evidence(package: dict[str, Any]) -> list[EvidencePayload]:
    return [
        {
            "start": _number(found.get("start")),
            "end": _number(found.get("end")),
            "text": str(found.get("text", "")),
            "rule": str(found.get("rule", "")),
        }
        for found in _as(list, package.get("evidence"))
        if isinstance(found, dict)
    ]


def _package(package: dict[str, Any]) -> PackagePayload:
    """Return the package with every key, whatever an older version froze or a damaged row holds."""
    texts = {name: str(package.get(name) or "") for name in TEXTS}
    if is_damaged(package):
        texts["header"] = texts["problem"] = _("This handoff's context can't be read. Read the thread instead.")
    transcript = _as(dict, package.get("transcript"))
    return {
        "header": texts["header"],
        "who": texts["who"],
        "subject": texts["subject"],
        "problem": texts["problem"],
        "mood": texts["mood"],
        "channel": texts["channel"],
        "fields": _as(dict, package.get("fields")),
        "lead_class": texts["lead_class"],
        "sentiment": texts["sentiment"],
        "transcript": {
            "from_version": _number(transcript.get("from_version")),
            "to_version": _number(transcript.get("to_version")),
        },
    }


def _as(container: type[C], value: Any) -> C:
    return value if isinstance(value, container) else container()


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
