"""Judging a message and keeping what was found."""

from uuid import UUID

from conversations import rows
from conversations.enums import Author, Direction
from conversations.models import Conversation, Message
from triggers.engine import Decision, decide
from triggers.facts import Facts, Role, Signals, Turn
from triggers.models import Detection, Scenario, TriggerVersion
from triggers.services.rules import active_ruleset

TEXT_LIMIT = 4000
CONTEXT_TURNS = 12
# What was said between two versions, newest first.
_SAID = """
SELECT author, body FROM conversations_message
WHERE conversation_id = %s AND version > %s AND version < %s AND direction <> %s ORDER BY version DESC LIMIT %s
"""
ROLES: dict[str, Role] = {Author.LEAD: "user", Author.AI: "bot", Author.AGENT: "agent", Author.SYSTEM: "agent"}


def judge_message(
    conversation: Conversation, message: Message, *, signals: Signals | None = None, tagged: bool = True
) -> Decision:
    """Judge a customer's message by the published rules; with `signals`, the AI's reply to it as well.

    Only what was said since the AI last got the floor is evidence: an old handoff never fires a new one. `tagged`: the
    thread may carry tags, so they are read.
    """
    facts = Facts(
        text=message.body[:TEXT_LIMIT],
        lang=conversation.language,
        context=_context(conversation, before=message.version),
        channel=conversation.account.kind,
        tags=frozenset(conversation.tags.values_list("slug", flat=True)) if tagged else frozenset(),
        is_vip=conversation.lead.is_vip,
        lead_class=conversation.lead_class or conversation.lead.lead_class,
        has_owner=conversation.lead.owner_id is not None,
        failed_attempts=conversation.failed_attempts,
        signals=signals,
    )
    return decide(active_ruleset(), facts)


def keep_detections(conversation: Conversation, message_id: UUID, decision: Decision) -> Detection | None:
    """Store what fired, live or in shadow, and return the detection that acts (None when nothing live fired)."""
    fired = [result for result in decision.results if result.fired]
    if not fired:
        return None
    # Its key alone: the snapshot beside it holds every phrase.
    version = TriggerVersion.objects.only("pk").get(number=decision.version)
    found = Scenario.objects.select_related("team", "person").filter(key__in=[result.key for result in fired])
    scenarios = {scenario.key: scenario for scenario in found}
    acting: Detection | None = None
    for result in fired:
        detection = Detection(
            conversation=conversation,
            message_id=message_id,
            version=version,
            scenario=scenarios.get(result.key),
            category=result.category,
            score=result.score,
            fired=decision.fired and result.key == decision.scenario,
            trace=decision.as_trace() if result.key == decision.scenario else {},
        )
        rows.insert(detection)
        acting = detection if detection.fired else acting
    return acting


def _context(conversation: Conversation, *, before: int) -> tuple[Turn, ...]:
    if before <= conversation.ai_since_version + 1:
        return ()
    newest = rows.fetch(_SAID, (conversation.pk, conversation.ai_since_version, before, Direction.NOTE, CONTEXT_TURNS))
    return tuple(Turn(ROLES[author], body[:TEXT_LIMIT]) for author, body in reversed(newest))
