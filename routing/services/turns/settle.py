"""Settling a turn in one transaction: discarded, said, or given to a person."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from conversations import clock, rows
from conversations.ai.disclosure import disclosure_text, truthful_answer
from conversations.ai.offers import offer_text
from conversations.ai.types import Draft
from conversations.enums import Author, Floor, Priority, TurnState
from conversations.events.talk import DraftDiscarded, FieldsCollected
from conversations.models import AiTurn, Brand, Conversation, Message
from conversations.services.floor import ai_may_speak
from conversations.services.lead_details import note_details
from conversations.services.outbound import Speech, say_if_allowed
from conversations.services.thread import Thread, lock_thread
from routing.enums import Cause
from routing.services.detected import hand_off_if_fired, judge
from routing.services.handoffs import HandoffRequest, open_handoff
from routing.services.turns.report import report_of, signals_of
from routing.services.turns.running import RunningTurn
from triggers.engine import Decision
from triggers.enums import Category
from triggers.facts import ReadMeaning
from triggers.matching import Ruleset
from triggers.offering import offers_person
from triggers.services.rules import active_ruleset


def settle(claimed: RunningTurn, draft: Draft) -> TurnState:
    """Do what the draft leads to, if the turn still holds; locks the conversation, safe to run twice."""
    with lock_thread(claimed.conversation_id) as thread:
        turn = rows.find(AiTurn, id=claimed.turn_id)
        if turn is None or turn.state != TurnState.RUNNING:
            return TurnState(turn.state) if turn else TurnState.DISCARDED
        turn.engine, turn.error = draft.engine[:160], draft.failed[:300]
        turn.report = report_of(draft)
        if is_overtaken(thread.conversation, turn):
            thread.record(DraftDiscarded(turn=turn.pk), actor=Author.AI)
            return finish(turn, TurnState.DISCARDED)
        return apply_draft(thread, turn, draft, brand=claimed.brand, by=JudgedBy(claimed.meaning))


@dataclass(frozen=True, slots=True)
class JudgedBy:
    """What a turn is judged by: what the second stage read, and the rules (None: the published ones)."""

    meaning: ReadMeaning | None = None
    ruleset: Ruleset | None = None


def apply_draft(thread: Thread, turn: AiTurn, draft: Draft, *, brand: Brand, by: JudgedBy = JudgedBy()) -> TurnState:
    """Do what a turn's draft leads to: say it, with the offer of a person where one is likely needed, or give them one.

    Needs the thread's lock and the AI's floor. `by`: with what it is judged.
    """
    _learn(thread, draft)
    if draft.failed:
        return hand_off_failure(thread, turn, draft.failed)
    message = rows.find(Message, conversation_id=thread.conversation.pk, version=turn.inbound_version)
    if message is None:
        raise Message.DoesNotExist
    decision = _judge(thread, turn, draft, message, by)
    fired = decision and hand_off_if_fired(thread, message, decision, signals=signals_of(draft), urgent=draft.urgent)
    if fired or _hand_off_on_request(thread, draft, message):
        return finish(turn, TurnState.HANDED_OFF)
    offer = ""
    if decision and decision.offer and not offers_person(draft.text, by.ruleset or active_ruleset()):
        turn.report["offer"] = decision.offer
        offer = offer_text(thread.conversation.language, message.body)
    if not _say(thread, draft, brand, offer=offer):
        return hand_off_failure(thread, turn, _("the channel doesn't allow a reply now"))
    return finish(turn, TurnState.ANSWERED)


def _judge(thread: Thread, turn: AiTurn, draft: Draft, message: Message, by: JudgedBy) -> Decision | None:
    """Judge the message by what it means and by what the AI said of its answer.

    None: what was said before the AI got the floor is no evidence. It was judged, and a person has had it.
    """
    if message.version <= thread.conversation.ai_since_version:
        return None
    judgement = judge(thread, message, signals=signals_of(draft), meaning=by.meaning, ruleset=by.ruleset)
    # With the message's words all that this decision knew; the turn names the message by its version.
    turn.report["judged"] = judgement.circumstances
    return judgement.decision


def is_overtaken(conversation: Conversation, turn: AiTurn) -> bool:
    """Whether somebody else has the floor by now, or the customer has written more."""
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


def _say(thread: Thread, draft: Draft, brand: Brand, *, offer: str = "") -> bool:
    """Queue the answer; return False where the customer may not be written to now (`message.withheld`)."""
    conversation = thread.conversation
    body = f"{draft.text}\n\n{offer}" if offer else draft.text
    # Asked whether it is human, it has just said so.
    if not conversation.ai_disclosed and not body.startswith(truthful_answer(conversation.language, brand.name)):
        body = f"{disclosure_text(conversation.language, brand.name, brand.ai_name)}\n\n{body}"
    if say_if_allowed(thread, Speech(author=Author.AI, body=body, floor_token=conversation.floor_token)) is None:
        return False
    conversation.ai_disclosed = True
    return True


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


def hand_off_failure(thread: Thread, turn: AiTurn, why: str) -> TurnState:
    """Give the customer a person because the AI could not answer."""
    if thread.conversation.floor == Floor.AI:
        reason = _("The AI could not answer (%(why)s)") % {"why": why}
        open_handoff(thread, HandoffRequest(cause=Cause.AI, category=Category.FAILED_ATTEMPTS, reason=reason))
    turn.error = turn.error or why
    return finish(turn, TurnState.HANDED_OFF)


def finish(turn: AiTurn, state: TurnState) -> TurnState:
    """End the turn in this state, and return it."""
    turn.state, turn.finished_at, turn.lease_ends_at = state, clock.now(), None
    rows.update(turn, {"state", "finished_at", "lease_ends_at", "engine", "error", "report"})
    return state
