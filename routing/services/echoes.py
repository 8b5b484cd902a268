"""A person of the business spoke outside the desk: that too takes the floor."""

from conversations.adapters.base import BusinessEcho, InboundMessage, ThreadControl
from conversations.enums import Author, Floor, Status
from conversations.events.talk import ConversationReopened
from conversations.models import ChannelAccount, Message
from conversations.services import inbound, leads
from conversations.services.floor import give_back_to_ai, move_floor
from conversations.services.thread import Thread
from routing.services.handoffs import running_handoff, settle_status
from routing.services.holding import note_first_reply


def human_spoke_elsewhere(*, account: ChannelAccount, provider_id: str, echo: BusinessEcho) -> None:
    """Store what was said in the phone app; the AI falls silent. Our own messages' echoes change nothing.

    Records `message.echoed` and `floor.changed`.
    """
    if Message.objects.filter(account=account, provider_id=provider_id).exists():
        return
    receiver = InboundMessage(
        external_ids=echo.external_ids, body="", name=echo.name, phone=echo.phone, sent_at=echo.sent_at
    )
    thread = Thread(leads.find_or_make_thread(account=account, inbound=receiver))
    if thread.conversation.status == Status.RESOLVED:
        # Somebody is talking with the customer again: the next message is for people.
        settle_status(thread, Status.OPEN)
        thread.record(ConversationReopened(), actor=Author.AGENT)
    inbound.store_business_echo(thread, provider_id=provider_id, echo=echo)
    handoff = running_handoff(thread)
    if handoff:
        note_first_reply(thread, handoff, None)
    elif thread.conversation.floor == Floor.AI:
        move_floor(thread, to=Floor.NOBODY, why="a person answered in the phone app", actor=Author.AGENT)
    thread.close()


def control_moved(*, account: ChannelAccount, change: ThreadControl) -> None:
    """Another app of the business answers the customer now, or no longer does: the AI is silent while it does.

    What a person of ours holds, or what waits for one, stays with them. Records `floor.changed`.
    """
    thread = Thread(leads.find_or_make_thread(account=account, inbound=InboundMessage(change.external_ids, "")))
    floor = thread.conversation.floor
    if not change.ours and floor == Floor.AI:
        why = f"another app answers: {change.owner}" if change.owner else "another app answers"
        move_floor(thread, to=Floor.NOBODY, why=why, actor=Author.SYSTEM)
    elif change.ours and floor == Floor.NOBODY and account.autopilot and running_handoff(thread) is None:
        give_back_to_ai(thread, why="the other app gave it back", actor=Author.SYSTEM)
    thread.close()
