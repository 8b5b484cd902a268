"""The clocks of a handoff that changes hands: what its customer is owed by the team that has it now."""

from datetime import datetime

from conversations.services.thread import Thread
from routing.enums import DeadlineKind, DeadlineState
from routing.models import Deadline, Handoff
from routing.services import deadlines
from routing.services.handoffs import reactivation_window
from routing.services.hours import Promise, promise_of
from routing.services.tasks import move_tasks


def renew_clocks(thread: Thread, handoff: Handoff, *, is_new_team: bool) -> None:
    """Start first response, reactivation and (for a new team) resolution again, by the SLA of the handoff's team.

    The answer's due time and that of the handoff's to-dos follow. The caller has set the team and saves the handoff.
    Needs the thread's lock.
    """
    promise = promise_of(handoff.team, priority=handoff.priority)
    _owe_answer(thread, handoff, promise.answer_due(thread.now))
    _wait_for_person(thread, handoff)
    if is_new_team:
        _owe_resolution(thread, handoff, promise)


def keep_or_renew_clocks(thread: Thread, handoff: Handoff) -> None:
    """Start the clocks again where a person had stopped them; what the customer was promised and still awaits stands.

    For a handoff that falls back to its own team. The caller saves the handoff. Needs the thread's lock.
    """
    promised = handoff.first_reply_at is None and _armed(handoff, DeadlineKind.FIRST_RESPONSE)
    if not promised:
        promise = promise_of(handoff.team, priority=handoff.priority)
        _owe_answer(thread, handoff, promise.answer_due(thread.now))
    _wait_for_person(thread, handoff)
    if not _armed(handoff, DeadlineKind.RESOLUTION):
        _owe_resolution(thread, handoff, promise_of(handoff.team, priority=handoff.priority))


def _owe_answer(thread: Thread, handoff: Handoff, due_at: datetime) -> None:
    before, handoff.answer_due_at = handoff.answer_due_at, due_at
    deadlines.arm(thread, kind=DeadlineKind.FIRST_RESPONSE, due_at=due_at, handoff=handoff)
    if before is not None:
        # A to-do is due when the answer is, unless somebody gave it a time of its own.
        move_tasks(thread, handoff, before=before, due_at=due_at)


def _wait_for_person(thread: Thread, handoff: Handoff) -> None:
    due_at = thread.now + reactivation_window(handoff)
    deadlines.arm(thread, kind=DeadlineKind.REACTIVATION, due_at=due_at, handoff=handoff)


def _owe_resolution(thread: Thread, handoff: Handoff, promise: Promise) -> None:
    handoff.resolution_due_at = promise.resolution_due(thread.now)
    deadlines.arm(thread, kind=DeadlineKind.RESOLUTION, due_at=handoff.resolution_due_at, handoff=handoff)


def _armed(handoff: Handoff, kind: DeadlineKind) -> bool:
    return Deadline.objects.filter(handoff=handoff, kind=kind, state=DeadlineState.ARMED).exists()
