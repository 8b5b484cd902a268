"""What an agent does in a conversation. Every act: see that they may, lock, check, write, record, return."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Team, User
from conversations.adapters.declaration import TextLimit, Unit
from conversations.adapters.registry import get_channel
from conversations.enums import Author, Delivery, Direction, Floor, Status
from conversations.events.talk import ConversationReopened, ConversationResolved, ConversationSnoozed
from conversations.events.work import HandoffResumed, HandoffSeen, HandoffTransferred
from conversations.models import Conversation, Message, ReadCursor
from conversations.services import delivery, languages, outbound, tags
from conversations.services.floor import give_back_to_ai, move_floor
from conversations.services.outbound import Speech
from conversations.services.reach import obstacle
from conversations.services.thread import Thread, lock_thread
from conversations.storable import is_storable
from routing.access import refusal, refusal_of_part, visible_conversations, visible_messages
from routing.enums import Cause, DeadlineKind, EndReason, Outcome
from routing.errors import Conflict, Refused
from routing.models import Handoff
from routing.services import deadlines, handoffs, holding
from routing.services.assignment import Move, assign
from routing.services.handback import start_afresh
from routing.services.handoffs import HandoffRequest, end_handoff, running_handoff
from routing.services.renewal import renew_clocks
from routing.services.tasks import close_task
from triggers.enums import Category

NOTE_LIMIT = TextLimit(10_000)

NOTE_LENGTH = 500


@contextmanager
def _visible_thread(conversation_id: UUID, user: User) -> Iterator[Thread]:
    """Lock a conversation that this person may see.

    Raises:
        NotVisible: it does not exist, or not for them.
        Moved: it did so far.
    """
    if not visible_conversations(user).filter(pk=conversation_id).exists():
        raise refusal(user, conversation_id)
    with lock_thread(conversation_id) as thread:
        # Seen again under the lock: it may have moved to another team meanwhile.
        if not visible_conversations(user).filter(pk=conversation_id).exists():
            raise refusal(user, conversation_id)
        yield thread


def claim(*, conversation_id: UUID, user: User) -> Handoff:
    """Take a waiting conversation; of two who press at once one wins and the other is told who.

    Records `handoff.claimed`.

    Raises:
        Conflict: somebody else has it, or nobody waits.
    """
    with _visible_thread(conversation_id, user) as thread:
        return holding.claim_waiting(thread, user)


def take_over(*, conversation_id: UUID, user: User) -> Handoff:
    """Take the floor from the AI at any moment, or claim what waits, or (managers) take it from a colleague."""
    with _visible_thread(conversation_id, user) as thread:
        conversation = thread.conversation
        if conversation.floor == Floor.QUEUE:
            return holding.claim_waiting(thread, user)
        if conversation.floor == Floor.HUMAN:
            return holding.take_from_colleague(thread, user)
        return holding.take_from_ai(thread, user)


def reply(
    *,
    conversation_id: UUID,
    user: User,
    body: str,
    client_ref: UUID | None = None,
    take_over: bool = False,
    reply_to: UUID | None = None,
) -> Message:
    """Answer the customer in the thread; who answers what waits, or was closed, takes the floor with it.

    A customer is taken from the AI only by a wish that says so: `take_over` takes the floor as the act of that name
    does and sends, in one transaction. `client_ref` makes a repeated request the same message. `reply_to`: the message
    that it quotes.

    Raises:
        Refused: the text is empty or longer than the channel takes, the reply window is closed, the customer opted out,
            or the message cannot be quoted.
        Conflict: the AI is answering and nobody said to take over, or a colleague holds the conversation.
    """
    with _visible_thread(conversation_id, user) as thread:
        conversation = thread.conversation
        known = Message.objects.filter(pk=client_ref).first() if client_ref else None
        if known and (known.conversation_id, known.agent_id) == (conversation.pk, user.pk):
            return known
        if known:
            raise Refused(_("This client_ref is already in use."))
        _check_text(body, limit=get_channel(conversation.account.kind).text_limit)
        _check_reach(thread)
        quoted = _quotable(conversation, reply_to)
        handoff = _take_the_word(thread, user, take_over=take_over)
        message = outbound.queue_message(
            thread, Speech(author=Author.AGENT, body=body, agent=user, message_id=client_ref, quotes=quoted)
        )
        holding.note_first_reply(thread, handoff, user)
        return message


def write_note(*, conversation_id: UUID, user: User, body: str) -> Message:
    """Write a private note; the floor stays where it is."""
    with _visible_thread(conversation_id, user) as thread:
        _check_text(body, limit=NOTE_LIMIT)
        return outbound.write_note(thread, agent=user, body=body)


def open_handoff(*, conversation_id: UUID, user: User, reason: str) -> Handoff:
    """Put a conversation into the team's queue by hand."""
    with _visible_thread(conversation_id, user) as thread:
        request = HandoffRequest(
            cause=Cause.MANUAL,
            category=Category.BUSINESS_RULE,
            reason=reason.strip() or _("Opened manually"),
            user=user,
        )
        return handoffs.open_handoff(thread, request)


def transfer(
    *, conversation_id: UUID, user: User, team_id: int | None = None, agent_id: int | None = None, note: str = ""
) -> Handoff:
    """Give a conversation to another team or person, who then must claim it; its clocks follow that team's SLA.

    Records `assignment.changed` and `handoff.transferred`.

    Raises:
        Refused: no such team or person, or the person is not of that team.
        Conflict: a colleague holds it and you do not manage the team.
    """
    with _visible_thread(conversation_id, user) as thread:
        team, agent = _target(thread.conversation, team_id, agent_id)
        holding.check_holder(thread, user)
        reason = note.strip() or _("Transferred by %(name)s") % {"name": user}
        handoff = running_handoff(thread) or handoffs.open_handoff(
            thread, HandoffRequest(cause=Cause.MANUAL, category=Category.BUSINESS_RULE, reason=reason, user=user)
        )
        if note.strip():
            outbound.write_note(thread, agent=user, body=note.strip())
        move_floor(thread, to=Floor.QUEUE, why="transfer", actor=Author.AGENT, user=user)
        is_new_team = team.pk != handoff.team_id
        assign(thread, handoff, Move(team=team, agent=agent, reason="transfer", user=user))
        handoff.claimed_at = None
        renew_clocks(thread, handoff, is_new_team=is_new_team)
        handoff.save()
        thread.record(
            HandoffTransferred(
                handoff_id=str(handoff.pk),
                team=team.pk,
                team_name=team.name,
                agent=agent.pk if agent else None,
                agent_name=str(agent or ""),
            ),
            actor=Author.AGENT,
            user=user,
        )
        return handoff


def resolve(*, conversation_id: UUID, user: User, outcome: str = "", note: str = "") -> Conversation:
    """Close the work; the floor goes to nobody (or stays with the AI that had it). Records `conversation.resolved`.

    Resume is not resolve: the AI speaks again only when a person resumes it or the customer writes anew.
    """
    if outcome and outcome not in Outcome.values:
        raise Refused(_("Unknown outcome."))
    with _visible_thread(conversation_id, user) as thread:
        conversation = thread.conversation
        holding.check_holder(thread, user)
        if conversation.status == Status.RESOLVED:
            return conversation
        if note.strip():
            outbound.write_note(thread, agent=user, body=note.strip())
        handoff = running_handoff(thread)
        if handoff:
            for task in handoff.tasks.filter(state="open"):
                close_task(thread, task, user=user, outcome=outcome)
            handoff.resolved_at, handoff.outcome = thread.now, outcome
            end_handoff(thread, handoff, why=EndReason.RESOLVED)
        if conversation.floor != Floor.AI:
            move_floor(thread, to=Floor.NOBODY, why="resolved", actor=Author.AGENT, user=user)
        handoffs.settle_status(thread, Status.RESOLVED)
        conversation.resolved_at = thread.now
        thread.record(ConversationResolved(outcome=outcome), actor=Author.AGENT, user=user)
        return conversation


def snooze(*, conversation_id: UUID, user: User, until: datetime) -> Conversation:
    """Put a conversation aside until a time or until the customer writes. Records `conversation.snoozed`."""
    with _visible_thread(conversation_id, user) as thread:
        if until <= thread.now:
            raise Refused(_("Choose a time in the future."))
        if thread.conversation.status == Status.RESOLVED:
            raise Conflict("resolved", _("This conversation is resolved. Reopen it first."))
        holding.check_holder(thread, user)
        thread.conversation.status, thread.conversation.snoozed_until = Status.SNOOZED, until
        deadlines.arm(thread, kind=DeadlineKind.UNSNOOZE, due_at=until)
        thread.record(ConversationSnoozed(until=until.isoformat()), actor=Author.AGENT, user=user)
        return thread.conversation


def resume_ai(*, conversation_id: UUID, user: User, note: str) -> Conversation:
    """Hand the floor back to the AI with a one-line note on what was agreed. Says nothing about the work.

    The AI answers the customer's last message if nobody has.

    Records `handoff.resumed`.

    Raises:
        Conflict: the AI has the floor already, or a colleague holds it.
    """
    with _visible_thread(conversation_id, user) as thread:
        conversation = thread.conversation
        if conversation.floor == Floor.AI:
            raise Conflict("ai_has_floor", _("The AI is already answering."))
        holding.check_holder(thread, user)
        handoff = running_handoff(thread)
        if handoff:
            handoff.resumed_at = thread.now
            end_handoff(thread, handoff, why=EndReason.RESUMED)
        else:
            handoff = conversation.handoffs.order_by("-detected_at").first()
            if handoff and handoff.resumed_at is None:
                Handoff.objects.filter(pk=handoff.pk).update(resumed_at=thread.now)
        text = " ".join(note.split())[:NOTE_LENGTH]
        give_back_to_ai(thread, why="resumed", actor=Author.AGENT, user=user, note=text)
        thread.record(
            HandoffResumed(handoff_id=str(handoff.pk) if handoff else "", note=text), actor=Author.AGENT, user=user
        )
        start_afresh(thread)
        return conversation


def reopen(*, conversation_id: UUID, user: User) -> Conversation:
    """Open a resolved or snoozed conversation again and hold it. Records `conversation.reopened`."""
    with _visible_thread(conversation_id, user) as thread:
        conversation = thread.conversation
        if conversation.status == Status.OPEN:
            raise Conflict("already_open", _("This conversation is already open."))
        handoffs.settle_status(thread, Status.OPEN)
        thread.record(ConversationReopened(), actor=Author.AGENT, user=user)
        if conversation.floor == Floor.NOBODY:
            holding.take_from_ai(thread, user)
        return conversation


def set_tags(*, conversation_id: UUID, user: User, slugs: Sequence[str]) -> Conversation:
    """Make these the conversation's tags."""
    with _visible_thread(conversation_id, user) as thread:
        tags.set_tags(thread, slugs=slugs, user=user)
        return thread.conversation


def set_language(*, conversation_id: UUID, user: User, language: str) -> Conversation:
    """Make this the language in which the customer is spoken to; empty: recognise it anew. `language.changed`."""
    with _visible_thread(conversation_id, user) as thread:
        languages.set_language(thread, language=language, user=user)
        return thread.conversation


def mark_read(*, conversation_id: UUID, user: User, version: int) -> None:
    """Move this person's read cursor forward; the first look at an open handoff is noted as seen."""
    if not visible_conversations(user).filter(pk=conversation_id).exists():
        raise refusal(user, conversation_id)
    version = min(version, Conversation.objects.values_list("version", flat=True).get(pk=conversation_id))
    cursor, _made = ReadCursor.objects.get_or_create(user=user, conversation_id=conversation_id)
    ReadCursor.objects.filter(pk=cursor.pk, version__lt=version).update(version=version)
    unseen = Handoff.objects.filter(conversation_id=conversation_id, ended_at__isnull=True, seen_at__isnull=True)
    if unseen.exists():
        with lock_thread(conversation_id) as thread:
            if unseen.update(seen_at=thread.now):
                thread.record(HandoffSeen(), actor=Author.AGENT, user=user)


def retry_message(*, message_id: UUID, user: User) -> Message:
    """Send a failed or unknown message of a person or the system again; the AI's are never sent late.

    Raises:
        Refused: the message did not fail.
        Conflict: it is a person's, and the AI is answering by now.
    """
    found = visible_messages(user).filter(pk=message_id).first()
    if found is None:
        raise refusal_of_part(user, Message.objects.filter(pk=message_id))
    with _visible_thread(found.conversation_id, user) as thread:
        message = Message.objects.get(pk=message_id)
        if message.direction != Direction.OUTBOUND or message.delivery not in (Delivery.FAILED, Delivery.UNKNOWN):
            raise Refused(_("Only failed messages can be sent again."))
        if message.author == Author.AI:
            raise Refused(_("AI messages can't be sent late. Reply yourself."))
        if message.author == Author.AGENT:
            _check_ai_is_silent(thread)
        delivery.retry(thread, message, user=user)
        return message


def _take_the_word(thread: Thread, user: User, *, take_over: bool) -> Handoff:
    """Make this person the one who speaks, or refuse."""
    if not take_over:
        _check_ai_is_silent(thread)
    elif thread.conversation.floor == Floor.HUMAN:
        return holding.take_from_colleague(thread, user)
    return holding.hold(thread, user)


def _check_ai_is_silent(thread: Thread) -> None:
    """Refuse to speak beside the AI: whoever takes a customer from it says so."""
    if thread.conversation.floor == Floor.AI:
        raise Conflict("ai_is_answering", _("The AI is answering. Take over to reply."))


def _check_reach(thread: Thread) -> None:
    """Refuse what the channel would refuse, before anybody takes the floor for it."""
    if why := obstacle(thread, Author.AGENT):
        said = {
            "window": _("The customer last wrote too long ago for this channel. Wait until they write again."),
            "reach": _("The customer has opted out or can't be reached on this channel."),
        }
        raise Refused(said[why])


def _quotable(conversation: Conversation, message_id: UUID | None) -> Message | None:
    """Return the message to quote: one of this conversation that the provider knows, where the channel can quote."""
    if message_id is None:
        return None
    found = conversation.messages.filter(pk=message_id).exclude(provider_id="").first()
    if found is None or not get_channel(conversation.account.kind).capabilities.quote:
        raise Refused(_("This message can't be quoted."))
    return found


def _target(conversation: Conversation, team_id: int | None, agent_id: int | None) -> tuple[Team, User | None]:
    team = conversation.team if team_id is None else Team.objects.filter(pk=team_id).first()
    if team is None or (team_id is None and agent_id is None):
        raise Refused(_("Choose a team or a person."))
    if agent_id is None:
        return team, None
    agent = User.objects.filter(pk=agent_id, is_active=True, memberships__team=team).first()
    if agent is None:
        raise Refused(_("This person is not in the team."))
    return team, agent


def _check_text(body: str, *, limit: TextLimit) -> None:
    if not body.strip():
        raise Refused(_("Write something first."))
    if not limit.holds(body):
        said = {
            Unit.CHARACTERS: _("This message is too long for this channel (limit: %(limit)d characters)."),
            Unit.BYTES: _("The text is longer than this channel takes (%(limit)d bytes)."),
        }
        raise Refused(said[limit.unit] % {"limit": limit.size})
    if not is_storable(body):
        raise Refused(_("This message contains a character that can't be sent."))
