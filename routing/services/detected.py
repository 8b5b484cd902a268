"""From a decision of the trigger engine to a handoff."""

from conversations.models import Message
from conversations.services.thread import Thread
from routing.enums import Cause
from routing.models import Handoff
from routing.services.handoffs import HandoffRequest, open_handoff
from triggers.enums import Category
from triggers.facts import Signals
from triggers.services.detections import judge_message, keep_detections


def hand_off_if_fired(
    thread: Thread, message: Message, *, signals: Signals | None = None, urgent: bool = False, tagged: bool = True
) -> Handoff | None:
    """Judge a customer's message (and, with `signals`, the AI's reply to it).

    Open a handoff when a live scenario fires; `urgent`: the AI said that it is; `tagged`: the thread may carry tags.
    """
    decision = judge_message(thread.conversation, message, signals=signals, tagged=tagged)
    detection = keep_detections(thread.conversation, message.pk, decision)
    if not decision.fired:
        return None
    scenario = detection.scenario if detection else None
    asked = bool(signals and signals.escalation_requested)
    request = HandoffRequest(
        cause=Cause.AI if asked else Cause.TRIGGER,
        category=decision.category,
        reason=(signals.escalation_reason if signals else "")
        or (scenario.name if scenario else str(Category(decision.category).label)),
        scenario=scenario,
        detection=detection,
        urgent=urgent,
        evidence=[
            {"start": found.start, "end": found.end, "text": found.text, "rule": found.rule}
            for found in decision.evidence
        ],
        evidence_message=message.body,
    )
    return open_handoff(thread, request)
