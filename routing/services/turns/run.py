"""Running one turn: claimed under the lock, answered outside any transaction, settled under the lock."""

import time
from dataclasses import replace

from django.utils import timezone

from conversations import failpoints, rows
from conversations.ai.agent import write_draft
from conversations.ai.disclosure import asks_whether_human, truthful_answer
from conversations.ai.types import Draft
from conversations.enums import TurnState
from conversations.knowledge.search import find_sources
from conversations.models import AiTurn
from conversations.services.brands import brand_of
from conversations.services.thread import lock_thread
from routing.services.turns.brief import brief_of
from routing.services.turns.meaning import hand_off_if_sure, meaning_of
from routing.services.turns.places import find_waiting, in_time, leave_place, slots
from routing.services.turns.profiles import engine_of, lease_of, profile_of
from routing.services.turns.running import RunningTurn
from routing.services.turns.settle import finish, hand_off_failure, is_overtaken, settle

MAX_ATTEMPTS = 2
OPEN_STATES = (TurnState.DUE, TurnState.RUNNING)


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
    claimed = claim(turn_id)
    if claimed is None:
        return None
    if not failed:
        claimed = replace(claimed, meaning=meaning_of(claimed))
        handed_off = hand_off_if_sure(claimed)
        if handed_off is not None:
            return handed_off
    draft = Draft(failed=failed) if failed else answer(claimed)
    failpoints.reach("turn.answered")
    return settle(claimed, draft)


def claim(turn_id: int) -> RunningTurn | None:
    """Take the turn for this worker, under the lock; None when it is over, taken, or given to a person."""
    turn = rows.find(AiTurn, id=turn_id, state=OPEN_STATES)
    if turn is None:
        return None
    with lock_thread(turn.conversation_id) as thread:
        turn = rows.find(AiTurn, id=turn_id, state=OPEN_STATES)
        if turn is None or (turn.lease_ends_at and turn.lease_ends_at > thread.now):
            return None
        if is_overtaken(thread.conversation, turn):
            finish(turn, TurnState.DISCARDED)
            return None
        if turn.attempts >= MAX_ATTEMPTS:
            hand_off_failure(thread, turn, "interrupted")
            return None
        account = thread.conversation.account
        brand = brand_of(account)
        engine = in_time(engine_of(profile_of(account), brand), turn.due_at)
        turn.state, turn.attempts = TurnState.RUNNING, turn.attempts + 1
        turn.lease_ends_at = thread.now + lease_of(engine)
        rows.update(turn, {"state", "attempts", "lease_ends_at"})
    # Read after the commit, which lets others write: what the customer has added by then discards the turn anyway.
    brief, question = brief_of(thread.conversation, engine, newest=turn.inbound_version)
    is_evidence = turn.inbound_version > thread.conversation.ai_since_version
    return RunningTurn(turn.pk, turn.conversation_id, brand, brief, question, is_evidence)


def answer(claimed: RunningTurn) -> Draft:
    """Search the knowledge and ask the AI; no transaction is open, and no row is locked."""
    brief = claimed.brief
    sources = find_sources(query=claimed.question, language=brief.language, brand_id=claimed.brand.pk)
    draft = write_draft(replace(brief, sources=sources))
    if asks_whether_human(claimed.question) and (draft.information_gap or draft.failed):
        # Whatever else they asked, this one is answered, and truthfully: a handoff would leave it open.
        text = truthful_answer(brief.language, brief.engine.business_name)
        return Draft(text=text, confidence=1.0, intent="asks whether human", engine="code")
    return draft
