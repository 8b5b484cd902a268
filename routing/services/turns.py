"""The AI's turns: planned with the message, answered outside any transaction, settled under the floor token."""

import logging
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from conversations import clock, failpoints, rows
from conversations.ai.agent import write_draft
from conversations.ai.disclosure import asks_whether_human, disclosure_text, truthful_answer
from conversations.ai.types import Brief, Draft, Engine
from conversations.enums import Author, Floor, Priority, TurnState
from conversations.events.talk import DraftDiscarded, FieldsCollected
from conversations.knowledge.search import find_sources
from conversations.models import AiProfile, AiTurn, ChannelAccount, Conversation, Message
from conversations.services.floor import ai_may_speak
from conversations.services.lead_details import note_details
from conversations.services.outbound import Speech, queue_message
from conversations.services.thread import Thread, lock_thread
from conversations.wake import wake
from routing.enums import Cause
from routing.services.briefs import brief_of
from routing.services.detected import hand_off_if_fired, judge
from routing.services.handoffs import HandoffRequest, open_handoff
from routing.services.turn_places import find_waiting, in_time, leave_place, slots
from triggers.enums import Category
from triggers.facts import Signals
from triggers.matching import Ruleset

logger = logging.getLogger(__name__)

# The engine's time-out holds for the whole turn; a worker that has not settled so long after it has died.
LEASE_MARGIN = timedelta(seconds=30)
MAX_ATTEMPTS = 2
OPEN_STATES = (TurnState.DUE, TurnState.RUNNING)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A turn that this worker may run: what the AI is told, and under which token."""

    turn_id: int
    conversation_id: UUID
    brief: Brief
    question: str


def plan_turn(thread: Thread) -> None:
    """Plan the AI's turn for the newest customer message.

    A turn that it overtakes finds so when its time comes, and is discarded then: a burst is one answer.
    """
    conversation = thread.conversation
    turn = AiTurn(
        conversation=conversation,
        inbound_version=conversation.last_inbound_version,
        floor_token=conversation.floor_token,
        due_at=thread.now + _debounce_of(conversation.account),
    )
    rows.insert(turn)
    wake("routing.run_turn", turn_id=turn.pk)


def run_turn(*, turn_id: int) -> TurnState | None:
    """Run one turn to its end; return its state, or None when there was nothing to run. Safe to run twice.

    A turn without a place at its model server stays due, and is woken when a place is free; one that has waited longer
    than the server's time-out gives the customer a person instead.
    """
    waiting = find_waiting(turn_id)
    if waiting is None:
        return _run(turn_id)
    # Waits out the debounce (a second or so); a newer message meanwhile makes this turn discarded.
    time.sleep(min(max((waiting.due_at - timezone.now()).total_seconds(), 0), 5))
    if not slots.take(waiting.base_url):
        return _run(turn_id, failed="timeout") if waiting.is_too_late else None
    try:
        return _run(turn_id)
    finally:
        leave_place(waiting.base_url)


def _run(turn_id: int, *, failed: str = "") -> TurnState | None:
    claimed = _claim(turn_id)
    if claimed is None:
        return None
    draft = Draft(failed=failed) if failed else _draft(claimed)
    failpoints.reach("turn.answered")
    return _settle(claimed, draft)


def sweep_turns(*, limit: int = 50) -> int:
    """Wake turns whose wake-up was lost or whose worker died; return how many."""
    ids = list(lost_turns().order_by("due_at").values_list("pk", flat=True)[:limit])
    for turn_id in ids:
        wake("routing.run_turn", turn_id=turn_id)
    return len(ids)


def lost_turns() -> QuerySet[AiTurn]:
    """Return the turns whose wake-up was lost or whose worker died."""
    now = timezone.now()
    return AiTurn.objects.filter(
        Q(state=TurnState.DUE, due_at__lte=now - timedelta(seconds=3))
        | Q(state=TurnState.RUNNING, lease_ends_at__lte=now)
    )


def profile_of(account: ChannelAccount) -> AiProfile:
    """Return the account's AI profile, else the default one, else the built-in answerer."""
    own = account.ai_profile_id
    found = rows.find(AiProfile, id=own) if own else rows.find(AiProfile, is_default=True)
    return found or AiProfile(name="built-in", business_name=account.team.name)


def _debounce_of(account: ChannelAccount) -> timedelta:
    """Return how long to wait for more from the customer: what `profile_of` says, by one short statement."""
    if account.ai_profile_id:
        found = rows.fetch("SELECT debounce_ms FROM conversations_aiprofile WHERE id = %s", (account.ai_profile_id,))
    else:
        found = rows.fetch("SELECT debounce_ms FROM conversations_aiprofile WHERE is_default", ())
    return timedelta(milliseconds=found[0][0] if found else AiProfile().debounce_ms)


def engine_of(profile: AiProfile) -> Engine:
    """Return what the AI client needs of a profile."""
    if not profile.uses_model:
        return Engine(business_name=profile.business_name, instructions=profile.instructions)
    return Engine(
        business_name=profile.business_name,
        base_url=profile.base_url,
        model=profile.model,
        api_key=profile.api_key,
        timeout=float(profile.timeout_seconds),
        instructions=profile.instructions,
    )


def lease_of(engine: Engine) -> timedelta:
    """Return how long a worker may take for a turn before another one may run it."""
    return LEASE_MARGIN + timedelta(seconds=engine.timeout if engine.base_url else 0)


def _claim(turn_id: int) -> Claimed | None:
    turn = rows.find(AiTurn, id=turn_id, state=OPEN_STATES)
    if turn is None:
        return None
    with lock_thread(turn.conversation_id) as thread:
        turn = rows.find(AiTurn, id=turn_id, state=OPEN_STATES)
        if turn is None or (turn.lease_ends_at and turn.lease_ends_at > thread.now):
            return None
        if _overtaken(thread.conversation, turn):
            _finish(turn, TurnState.DISCARDED)
            return None
        if turn.attempts >= MAX_ATTEMPTS:
            _hand_off_failure(thread, turn, "interrupted")
            return None
        engine = in_time(engine_of(profile_of(thread.conversation.account)), turn.due_at)
        turn.state, turn.attempts = TurnState.RUNNING, turn.attempts + 1
        turn.lease_ends_at = thread.now + lease_of(engine)
        rows.update(turn, {"state", "attempts", "lease_ends_at"})
    # Read after the commit, which lets others write: what the customer has added by then discards the turn anyway.
    brief, question = brief_of(thread.conversation, engine, newest=turn.inbound_version)
    return Claimed(turn.pk, turn.conversation_id, brief, question)


def _draft(claimed: Claimed) -> Draft:
    brief = claimed.brief
    sources = find_sources(query=claimed.question, language=brief.language)
    draft = write_draft(replace(brief, sources=sources))
    if asks_whether_human(claimed.question) and (draft.information_gap or draft.failed):
        # Whatever else he asked, this one is answered, and truthfully: a handoff would leave it open.
        text = truthful_answer(brief.language, brief.engine.business_name)
        return Draft(text=text, confidence=1.0, intent="asks whether human", engine="code")
    return draft


def _settle(claimed: Claimed, draft: Draft) -> TurnState:
    with lock_thread(claimed.conversation_id) as thread:
        turn = rows.find(AiTurn, id=claimed.turn_id)
        if turn is None or turn.state != TurnState.RUNNING:
            return TurnState(turn.state) if turn else TurnState.DISCARDED
        turn.engine, turn.error = draft.engine[:160], draft.failed[:300]
        turn.report = report_of(draft)
        if _overtaken(thread.conversation, turn):
            thread.record(DraftDiscarded(turn=turn.pk), actor=Author.AI)
            return _finish(turn, TurnState.DISCARDED)
        return apply_draft(thread, turn, draft, business=claimed.brief.engine.business_name)


def apply_draft(
    thread: Thread, turn: AiTurn, draft: Draft, *, business: str, ruleset: Ruleset | None = None
) -> TurnState:
    """Do what a turn's draft leads to: say it, or give the customer a person.

    Needs the thread's lock and the AI's floor. `ruleset`: other rules than the published ones (a simulation's).
    """
    _learn(thread, draft)
    if draft.failed:
        return _hand_off_failure(thread, turn, draft.failed)
    message = rows.find(Message, conversation_id=thread.conversation.pk, version=turn.inbound_version)
    if message is None:
        raise Message.DoesNotExist
    if _fires(thread, turn, draft, message, ruleset) or _hand_off_on_request(thread, draft, message):
        return _finish(turn, TurnState.HANDED_OFF)
    _say(thread, draft, business)
    return _finish(turn, TurnState.ANSWERED)


def _fires(thread: Thread, turn: AiTurn, draft: Draft, message: Message, ruleset: Ruleset | None) -> bool:
    """Judge the message with what the AI said of its answer, and hand off if a scenario fires.

    What was said before the AI got the floor is no evidence: it was judged, and a person has had it.
    """
    if message.version <= thread.conversation.ai_since_version:
        return False
    signals = signals_of(draft)
    judgement = judge(thread, message, signals=signals, ruleset=ruleset)
    # With the message's words all that this decision knew; the turn names the message by its version.
    turn.report["judged"] = judgement.circumstances
    return bool(hand_off_if_fired(thread, message, judgement.decision, signals=signals, urgent=draft.urgent))


def _overtaken(conversation: Conversation, turn: AiTurn) -> bool:
    return (
        not ai_may_speak(conversation, token=turn.floor_token)
        or conversation.last_inbound_version != turn.inbound_version
    )


def _learn(thread: Thread, draft: Draft) -> None:
    """Keep what the AI noticed: details, mood, lead class and whether it failed."""
    conversation = thread.conversation
    # A number that the customer wrote with its country was taken when the message came; a model's may be completed.
    new = note_details(conversation, draft.details, filling=("name", "email"))
    if new:
        thread.record(FieldsCollected(names=sorted(new)), actor=Author.AI)
    conversation.sentiment = draft.sentiment or conversation.sentiment
    conversation.lead_class = draft.lead_class or conversation.lead_class
    if draft.information_gap or draft.failed:
        conversation.failed_attempts += 1


def _say(thread: Thread, draft: Draft, business: str) -> None:
    conversation = thread.conversation
    body = draft.text
    # Asked whether it is human, it has just said so.
    if not conversation.ai_disclosed and not body.startswith(truthful_answer(conversation.language, business)):
        body = f"{disclosure_text(conversation.language, business)}\n\n{body}"
    conversation.ai_disclosed = True
    queue_message(thread, Speech(author=Author.AI, body=body, floor_token=conversation.floor_token))


def _hand_off_on_request(thread: Thread, draft: Draft, message: Message) -> bool:
    """Open a handoff when the AI asked for one, or said that it does; no rule is needed for that."""
    if not (draft.escalate or draft.promised_handoff) and draft.text:
        return False
    reason = draft.escalate_reason or (
        _("The AI promised a person") if draft.promised_handoff else _("The AI asked for a person")
    )
    request = HandoffRequest(
        cause=Cause.AI,
        category=Category.COMPLEX_REQUEST,
        reason=reason,
        priority=Priority.URGENT if draft.urgent else Priority.LOW,
        evidence_message=message.body,
    )
    open_handoff(thread, request)
    return True


def _hand_off_failure(thread: Thread, turn: AiTurn, why: str) -> TurnState:
    """Give the customer a person because the AI could not answer."""
    if thread.conversation.floor == Floor.AI:
        reason = _("The AI could not answer (%(why)s)") % {"why": why}
        open_handoff(thread, HandoffRequest(cause=Cause.AI, category=Category.FAILED_ATTEMPTS, reason=reason))
    turn.error = turn.error or why
    return _finish(turn, TurnState.HANDED_OFF)


def _finish(turn: AiTurn, state: TurnState) -> TurnState:
    turn.state, turn.finished_at, turn.lease_ends_at = state, clock.now(), None
    rows.update(turn, {"state", "finished_at", "lease_ends_at", "engine", "error", "report"})
    return state


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
