"""Judging a message, keeping what was found, and what the decision knew."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.dateparse import parse_datetime
from pydantic import TypeAdapter

from conversations import rows
from conversations.enums import Author, Direction
from conversations.lengths import LONGEST_READ
from conversations.models import AiTurn, Conversation, Message
from conversations.wording import judged_words
from triggers.engine import Decision, decide
from triggers.facts import Facts, Role, Signals, Turn, facts_from_json
from triggers.matching import Ruleset
from triggers.models import Detection, Scenario
from triggers.services.rules import active_ruleset, consequences_of

logger = logging.getLogger(__name__)

CONTEXT_TURNS = 12
# What was said between two versions, newest first.
_SAID = """
SELECT author, body, created_at FROM conversations_message
WHERE conversation_id = %s AND version > %s AND version < %s AND direction <> %s ORDER BY version DESC LIMIT %s
"""
ROLES: dict[str, Role] = {Author.LEAD: "user", Author.AI: "bot", Author.AGENT: "agent", Author.SYSTEM: "agent"}
# Kept as the message itself and the messages before it.
_NOT_CIRCUMSTANCES = ("text", "context")
_NEUTRAL = Facts(text="").as_json()
_FACTS = TypeAdapter(Facts)


class Judgement(NamedTuple):
    """A decision, and all that it knew besides the words, as `Message.judged` keeps it.

    `circumstances` holds `since` (what was said before that version was no evidence), `version` (of the rules), and
    every field of `Facts` that was not neutral.
    """

    decision: Decision
    circumstances: dict[str, Any]


class Said(NamedTuple):
    """One message of the context: who said what, when."""

    author: str
    body: str
    created_at: datetime


def judge_message(
    conversation: Conversation,
    message: Message,
    *,
    signals: Signals | None = None,
    tagged: bool = True,
    ruleset: Ruleset | None = None,
    known: Mapping[str, Any] | None = None,
) -> Judgement:
    """Judge a customer's message by the published rules; with `signals`, the AI's reply to it as well.

    Only what was said since the AI last got the floor is evidence: an old handoff never fires a new one. `tagged`: the
    thread may carry tags, so they are read. `ruleset`: other rules than the published ones (a simulation's). `known`:
    further facts, of which the floor above knows. The caller stores the circumstances.
    """
    since = conversation.ai_since_version
    said = read_said(conversation.pk, since=since, before=message.version)
    facts = Facts(
        text=judged_words(message)[:LONGEST_READ],
        lang=conversation.language,
        context=turns_of(said),
        channel=conversation.account.kind,
        tags=frozenset(conversation.tags.values_list("slug", flat=True)) if tagged else frozenset(),
        is_vip=conversation.lead.is_vip,
        lead_class=conversation.lead_class or conversation.lead.lead_class,
        has_owner=conversation.lead.owner_id is not None,
        failed_attempts=conversation.failed_attempts,
        unanswered_minutes=unanswered_minutes(said, message.created_at),
        signals=signals,
        **(known or {}),
    )
    rules = ruleset or active_ruleset()
    return Judgement(decide(rules, facts), circumstances_of(facts, since=since, version=rules.version))


def keep_detections(conversation: Conversation, message_id: UUID, decision: Decision) -> Detection | None:
    """Store what fired, live or in shadow, and return the detection that acts (None when nothing live fired)."""
    fired = [result for result in decision.results if result.fired]
    if not fired:
        return None
    version_id = consequences_of(decision.version).version_id
    # A scenario may be gone from the draft and still stand in the version that decides.
    found = Scenario.objects.filter(key__in=[result.key for result in fired])
    scenarios = {scenario.key: scenario for scenario in found}
    acting: Detection | None = None
    for result in fired:
        detection = Detection(
            conversation=conversation,
            message_id=message_id,
            version_id=version_id,
            scenario=scenarios.get(result.key),
            category=result.category,
            score=result.score,
            fired=decision.fired and result.key == decision.scenario,
            trace=decision.as_trace() if result.key == decision.scenario else {},
        )
        rows.insert(detection)
        acting = detection if detection.fired else acting
    return acting


def facts_at(message: Message, *, with_reply: bool = False) -> Facts | None:
    """Return exactly the facts that decided on a stored message; None when it was not judged, or its record is damaged.

    `with_reply`: those of the AI's turn on it, with what the AI reported; None when no turn was judged.
    """
    known = circumstances_at(message, with_reply=with_reply)
    if known is None:
        return None
    said = read_said(message.conversation_id, since=known["since"], before=message.version)
    try:
        facts = facts_of(judged_words(message), said, known)
        return _FACTS.validate_python({entry.name: getattr(facts, entry.name) for entry in fields(facts)})
    except (TypeError, AttributeError, ValueError):
        logger.warning("what a message was judged by is damaged", extra={"message_id": str(message.pk)})
        return None


def circumstances_at(message: Message, *, with_reply: bool = False) -> dict[str, Any] | None:
    """Return what the decision on a message (or on the AI's answer to it) knew besides the words.

    None: it was not judged, or what was kept of it is damaged.
    """
    stored = _kept_of_reply(message) if with_reply else message.judged
    is_whole = isinstance(stored, dict) and all(isinstance(stored.get(name), int) for name in ("since", "version"))
    return stored if is_whole else None


def _kept_of_reply(message: Message) -> Any:
    # A message that was handed back has more than one turn; it is judged once.
    turns = AiTurn.objects.filter(conversation_id=message.conversation_id, inbound_version=message.version)
    reports = turns.order_by("pk").values_list("report", flat=True)
    return next((report["judged"] for report in reports if "judged" in report), None)


def facts_of(body: str, said: Iterable[Said], known: Mapping[str, Any]) -> Facts:
    """Return the facts of a message from its stored parts; `said` is its context, oldest first."""
    values = {name: value for name, value in known.items() if name not in _NOT_CIRCUMSTANCES}
    stored = facts_from_json({**values, "text": body[:LONGEST_READ]})
    context = turns_of(said)
    return Facts(**{name: getattr(stored, name) for name in _NEUTRAL if name != "context"}, context=context)


def circumstances_of(facts: Facts, *, since: int, version: int) -> dict[str, Any]:
    """Return what the facts hold besides the words, as JSON; what is neutral is left out."""
    kept = facts.as_json(without=_NOT_CIRCUMSTANCES)
    told = {name: value for name, value in kept.items() if value != _NEUTRAL[name]}
    return {**told, "since": since, "version": version}


def read_said(conversation_id: UUID, *, since: int, before: int) -> list[Said]:
    """Return the last messages (no notes) between two versions, oldest first; no statement where there can be none."""
    if before <= since + 1:
        return []
    newest = rows.fetch(_SAID, (conversation_id, since, before, Direction.NOTE, CONTEXT_TURNS))
    return [Said(author, body, as_moment(at)) for author, body, at in reversed(newest)]


def turns_of(said: Iterable[Said]) -> tuple[Turn, ...]:
    """Return messages in the engine's form, each cut as the message itself is."""
    return tuple([Turn(ROLES[author], body[:LONGEST_READ]) for author, body, _ in said])


def unanswered_minutes(said: Iterable[Said], now: datetime) -> int:
    """Return for how long the customer has been waiting for anybody's answer to what they said before; 0 when answered.

    `said` oldest first; what was said before it is not looked at.
    """
    waiting: datetime | None = None
    for author, _, at in said:
        waiting = None if author != Author.LEAD else waiting or at
    return max(int((now - waiting).total_seconds() // 60), 0) if waiting else 0


def as_moment(value: Any) -> datetime:
    """Return a time as a plain statement gives it: SQLite answers text, in UTC."""
    moment = value if isinstance(value, datetime) else parse_datetime(value)
    if moment is None:
        raise ValueError(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
