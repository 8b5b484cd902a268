"""What a customer changes of what they said, and what follows for who answers it.

What was judged stays judged, and nothing is answered a second time; but what was taken back before anybody answered is
not answered at all.
"""

from conversations.adapters.base import Edit, Unsend
from conversations.enums import Author, Direction, Floor
from conversations.models import ChannelAccount, Conversation, Message
from conversations.services.changes import apply_edit, apply_unsend, find_target
from conversations.services.thread import Thread, lock_thread
from conversations.wording import is_unsent
from routing.services.turns.plan import plan_turn
from routing.unanswered import unanswered_message

LOOKED_BACK = 30


def take_edit(*, account: ChannelAccount, edit: Edit) -> bool:
    """Show the new text of a message in place of the old one; return whether the message is known. Locks the thread.

    An AI's turn that has not begun reads the new text; nothing else follows. Records `message.edited`.
    """
    found = find_target(account, edit.target, direction=_direction(by_business=edit.by_business))
    if found is None:
        return False
    with lock_thread(found.conversation_id) as thread:
        apply_edit(thread, Message.objects.get(pk=found.pk), edit)
    return True


def take_unsend(*, account: ChannelAccount, unsend: Unsend) -> bool:
    """Mark a message as taken back; return whether it is known. Locks the thread.

    Nobody answers it any more: the AI's turn for it is discarded, and what came before it and has no answer gets one of
    its own. A handoff that it opened stays. Records `message.unsent`.
    """
    found = find_target(account, unsend.target, direction=_direction(by_business=unsend.by_business))
    if found is None:
        return False
    with lock_thread(found.conversation_id) as thread:
        message = Message.objects.get(pk=found.pk)
        if is_unsent(message):
            return True
        apply_unsend(thread, message, unsend)
        if message.version == thread.conversation.last_inbound_version:
            _fall_back(thread)
    return True


def _fall_back(thread: Thread) -> None:
    """Make the newest message that still stands the one to answer."""
    conversation = thread.conversation
    conversation.last_inbound_version = _newest_standing(conversation)
    if conversation.floor != Floor.AI or conversation.last_inbound_version <= conversation.ai_since_version:
        return
    if unanswered_message(conversation) and not _has_turn(conversation):
        plan_turn(thread)


def _newest_standing(conversation: Conversation) -> int:
    """Return the version of the newest customer message that asks for an answer and was not taken back, or 0."""
    said = Message.objects.filter(conversation=conversation, author=Author.LEAD, direction=Direction.INBOUND)
    newest = said.filter(version__lt=conversation.last_inbound_version).order_by("-version")[:LOOKED_BACK]
    standing = (one for one in newest if not is_unsent(one) and not one.extra.get("quiet"))
    return next((one.version for one in standing), 0)


def _has_turn(conversation: Conversation) -> bool:
    """Whether a turn for the message is there already under this token.

    It was discarded when the later message overtook it, or it waits and holds again now.
    """
    turns = conversation.ai_turns.filter(
        inbound_version=conversation.last_inbound_version, floor_token=conversation.floor_token
    )
    due = turns.filter(state="due").exists()
    if not due:
        # One turn for a message under a token: the discarded one makes room.
        turns.filter(state="discarded").delete()
    return due or turns.exists()


def _direction(*, by_business: bool) -> Direction:
    return Direction.OUTBOUND if by_business else Direction.INBOUND
