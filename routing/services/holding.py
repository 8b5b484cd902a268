"""Who holds the floor among people: claiming, taking over, and the checks before one speaks, all under the lock."""

from django.utils.translation import gettext as _

from accounts.models import User
from conversations.enums import Author, Floor, Status
from conversations.events.talk import ConversationReopened
from conversations.events.work import HandoffAnswered, HandoffClaimed
from conversations.models import Conversation
from conversations.services.floor import move_floor
from conversations.services.thread import Thread
from routing.access import colleague_who_holds, may_manage_team
from routing.enums import Cause, DeadlineKind
from routing.errors import Conflict
from routing.models import Handoff
from routing.selectors import acts_of
from routing.services import deadlines
from routing.services.assignment import Move, assign
from routing.services.handoffs import HandoffRequest, open_handoff, running_handoff, settle_status


def claim_waiting(thread: Thread, user: User) -> Handoff:
    """Give a waiting conversation to this person. Records `handoff.claimed`.

    Raises:
        Conflict: somebody else has it, or nobody waits.
    """
    conversation = thread.conversation
    if conversation.floor == Floor.HUMAN:
        holder = colleague_who_holds(conversation, user)
        if holder is None:
            return take_from_colleague(thread, user)
        text = _("%(name)s already has it.") % {"name": holder}
        raise Conflict("already_claimed", text, str(holder), may=_still_open(conversation, user))
    if conversation.floor != Floor.QUEUE:
        raise Conflict("not_waiting", _("This conversation is no longer waiting for a person."))
    handoff = require_running(thread)
    if handoff.agent_id != user.pk:
        assign(thread, handoff, Move(team=conversation.team, agent=user, reason="claimed", user=user))
    move_floor(thread, to=Floor.HUMAN, why="claimed", actor=Author.AGENT, user=user, holder=user)
    handoff.claimed_at = handoff.claimed_at or thread.now
    handoff.seen_at = handoff.seen_at or thread.now
    handoff.save()
    thread.record(HandoffClaimed(handoff_id=str(handoff.pk)), actor=Author.AGENT, user=user)
    return handoff


def take_from_ai(thread: Thread, user: User) -> Handoff:
    """Open a handoff that this person holds at once."""
    reason = _("%(name)s took over") % {"name": user}
    return open_handoff(thread, HandoffRequest(cause=Cause.TAKEOVER, reason=reason, user=user))


def take_from_colleague(thread: Thread, user: User) -> Handoff:
    """Let a manager take what a colleague holds; a person who holds it already just keeps it.

    Raises:
        Conflict: a colleague holds it and this person does not manage the team.
    """
    check_holder(thread, user)
    handoff = require_running(thread)
    if thread.conversation.holder_id != user.pk:
        assign(thread, handoff, Move(team=thread.conversation.team, agent=user, reason="taken over", user=user))
        move_floor(thread, to=Floor.HUMAN, why="taken over", actor=Author.AGENT, user=user, holder=user)
        handoff.save()
        thread.record(HandoffClaimed(handoff_id=str(handoff.pk)), actor=Author.AGENT, user=user)
    return handoff


def hold(thread: Thread, user: User) -> Handoff:
    """Make this person the holder before they speak, or refuse because a colleague is."""
    conversation = thread.conversation
    if conversation.floor == Floor.HUMAN:
        holder = colleague_who_holds(conversation, user)
        if holder is None:
            return take_from_colleague(thread, user)
        raise _held_by(holder, conversation, user)
    if conversation.status != Status.OPEN:
        settle_status(thread, Status.OPEN)
        thread.record(ConversationReopened(), actor=Author.AGENT, user=user)
    return claim_waiting(thread, user) if conversation.floor == Floor.QUEUE else take_from_ai(thread, user)


def require_running(thread: Thread) -> Handoff:
    """Return the open handoff.

    Raises:
        Conflict: it has ended meanwhile.
    """
    handoff = running_handoff(thread)
    if handoff is None:
        raise Conflict("no_handoff", _("The handoff has ended."))
    return handoff


def check_holder(thread: Thread, user: User) -> None:
    """Refuse when a colleague holds the floor, unless this person manages the team."""
    conversation = thread.conversation
    holder = colleague_who_holds(conversation, user)
    if holder is not None and not may_manage_team(user, conversation.team_id):
        raise _held_by(holder, conversation, user)


def note_first_reply(thread: Thread, handoff: Handoff, user: User | None) -> None:
    """Stop the clocks that ran until a person answered (None: outside the desk). Records `handoff.answered` once."""
    if handoff.first_reply_at is None:
        handoff.first_reply_at = thread.now
        handoff.save(update_fields=["first_reply_at"])
        seconds = (thread.now - handoff.detected_at).total_seconds()
        thread.record(
            HandoffAnswered(handoff_id=str(handoff.pk), seconds=round(seconds, 1)), actor=Author.AGENT, user=user
        )
    late = handoff.answer_due_at is not None and handoff.answer_due_at <= thread.now
    if late and deadlines.is_past(thread, handoff, DeadlineKind.FIRST_RESPONSE):
        # Late, and the sweep had not come by yet.
        handoff.first_response_breached_at = handoff.first_response_breached_at or thread.now
        handoff.save(update_fields=["first_response_breached_at"])
    deadlines.cancel(thread, handoff=handoff, kinds=(DeadlineKind.FIRST_RESPONSE, DeadlineKind.REACTIVATION))


def _held_by(holder: User, conversation: Conversation, user: User) -> Conflict:
    text = _("%(name)s has this conversation.") % {"name": holder}
    return Conflict("held_by_colleague", text, str(holder), may=_still_open(conversation, user))


def _still_open(conversation: Conversation, user: User) -> list[str]:
    """Name the acts that the person may still do."""
    return [act for act, allowed in acts_of(conversation, user).items() if allowed]
