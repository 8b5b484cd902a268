"""The second stage of judging, at the AI's turn and before its first word: what the customer means."""

from conversations import rows
from conversations.enums import TurnState
from conversations.models import AiTurn, Message
from conversations.services.thread import Thread, lock_thread
from routing.services.detected import hand_off_if_fired, judge
from routing.services.turns.running import RunningTurn
from routing.services.turns.settle import JudgedBy, finish, is_overtaken
from triggers.facts import ReadMeaning
from triggers.services.meaning import read_meaning
from triggers.services.rules import active_ruleset
from triggers.signals.meaning import may_be_sure


def meaning_of(claimed: RunningTurn) -> ReadMeaning | None:
    """Return what the second stage reads in all that the customer asked; no transaction may be open.

    None: there is no encoder or it failed, or the words were said to somebody else.
    """
    return read_meaning(claimed.question, ruleset=active_ruleset()) if claimed.is_evidence else None


def hand_off_if_sure(claimed: RunningTurn) -> TurnState | None:
    """Give the customer a person where a scenario is sure by meaning; the AI is not asked then.

    None: the AI answers. Locks the conversation only where something may be sure.
    """
    if claimed.meaning is None or not may_be_sure(claimed.meaning):
        return None
    with lock_thread(claimed.conversation_id) as thread:
        turn = rows.find(AiTurn, id=claimed.turn_id)
        if turn is None or turn.state != TurnState.RUNNING:
            return TurnState(turn.state) if turn else TurnState.DISCARDED
        if is_overtaken(thread.conversation, turn):
            return finish(turn, TurnState.DISCARDED)
        return TurnState.HANDED_OFF if apply_meaning(thread, turn, JudgedBy(claimed.meaning)) else None


def apply_meaning(thread: Thread, turn: AiTurn, by: JudgedBy) -> bool:
    """Open a handoff, and end the turn, where a scenario fires by what the message means; return whether one did.

    Needs the thread's lock and the AI's floor.
    """
    message = rows.find(Message, conversation_id=thread.conversation.pk, version=turn.inbound_version)
    if message is None or message.version <= thread.conversation.ai_since_version:
        return False
    judgement = judge(thread, message, meaning=by.meaning, ruleset=by.ruleset)
    if not judgement.decision.fired:
        return False
    turn.report = {"judged": judgement.circumstances}
    hand_off_if_fired(thread, message, judgement.decision)
    finish(turn, TurnState.HANDED_OFF)
    return True
