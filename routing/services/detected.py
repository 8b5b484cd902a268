"""From a decision of the trigger engine to a handoff."""

from conversations.enums import Priority
from conversations.models import Message
from conversations.services.thread import Thread
from routing.enums import Cause
from routing.models import Handoff
from routing.services.actions import resolve_action
from routing.services.handoffs import HandoffRequest, open_handoff
from routing.services.hours import is_open_for
from triggers.actions import FrozenAction
from triggers.engine import Decision
from triggers.enums import Category
from triggers.facts import ReadMeaning, Signals
from triggers.matching import Ruleset
from triggers.services.detections import Judgement, judge_message, keep_detections
from triggers.services.rules import consequences_of


def judge(
    thread: Thread,
    message: Message,
    *,
    signals: Signals | None = None,
    meaning: ReadMeaning | None = None,
    tagged: bool = True,
    ruleset: Ruleset | None = None,
) -> Judgement:
    """Judge a customer's message (and, with `signals`, the AI's reply to it); the message need not be stored yet.

    `meaning`: what the second stage read, at the AI's turn; `tagged`: the thread may carry tags; `ruleset`: other rules
    than the published ones (a simulation's).
    """
    known = {"is_open": is_open_for(thread.conversation.team_id, thread.now), "meaning": meaning}
    return judge_message(thread.conversation, message, signals=signals, tagged=tagged, ruleset=ruleset, known=known)


def hand_off_if_fired(
    thread: Thread, message: Message, decision: Decision, *, signals: Signals | None = None, urgent: bool = False
) -> Handoff | None:
    """Keep what fired on a stored message, and open a handoff when a live scenario did.

    What then happens is what the version that decided says, not what the scenario's row says by now.

    `signals`: what the AI said of its reply, if that was judged; `urgent`: it said that it is.
    """
    detection = keep_detections(thread.conversation, message.pk, decision)
    if not decision.fired:
        return None
    known = consequences_of(decision.version)
    action = known.actions.get(decision.scenario, FrozenAction())
    asked = bool(signals and signals.escalation_requested)
    request = HandoffRequest(
        cause=Cause.AI if asked else Cause.TRIGGER,
        category=decision.category,
        reason=(signals.escalation_reason if signals else "")
        or known.names.get(decision.scenario, "")
        or str(Category(decision.category).label),
        action=resolve_action(action, thread.conversation),
        scenario=detection.scenario if detection else None,
        detection=detection,
        priority=Priority.URGENT if urgent else Priority.LOW,
        evidence=[
            {"start": found.start, "end": found.end, "text": found.text, "rule": found.rule}
            for found in decision.evidence
        ],
        evidence_message=message.body,
    )
    return open_handoff(thread, request)
