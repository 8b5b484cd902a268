"""Whether a customer can be written to on a channel account: opt-outs, blocks, and what undoes them."""

from conversations.adapters.base import Consent, ConsentChange
from conversations.adapters.declaration import After
from conversations.adapters.registry import get_channel
from conversations.adapters.reply_window import window_of
from conversations.enums import Author, Reachability
from conversations.events.talk import ReachChanged
from conversations.models import ChannelAccount, Conversation, LeadIdentity
from conversations.services.leads import canonical_forms
from conversations.services.thread import Thread, find_locked

WISHED = {
    Consent.EVERYTHING: Reachability.OPEN,
    Consent.NO_MARKETING: Reachability.NO_MARKETING,
    Consent.NOTHING: Reachability.STOPPED,
}
UNREACHABLE = (Reachability.STOPPED, Reachability.LOST)


def change_consent(*, account: ChannelAccount, change: ConsentChange) -> bool:
    """Keep what a customer wants of us on this account; return whether we know them. Records `reach.changed`."""
    forms = list(canonical_forms(account, change.external_ids))
    identity = LeadIdentity.objects.filter(account=account, canonical__in=forms).first()
    conversation = find_locked(account_id=account.pk, lead_id=identity.lead_id) if identity else None
    if conversation is None:
        return False
    thread = Thread(conversation)
    set_reach(thread, WISHED[change.consent], note=change.note, actor=Author.LEAD)
    thread.close()
    return True


def set_reach(thread: Thread, reach: Reachability, *, note: str, actor: Author) -> None:
    """Note whether the customer can be written to. Needs the thread's lock. Records `reach.changed` if it changed."""
    conversation = thread.conversation
    if conversation.reach == reach:
        return
    before, conversation.reach = conversation.reach, reach
    conversation.reach_note = note[:300] if reach else ""
    thread.record(ReachChanged(from_=before, to=reach, note=conversation.reach_note), actor=actor)


def note_they_wrote(thread: Thread) -> None:
    """Take a customer who writes for one who can be reached again; an opt-out stays until they take it back."""
    if thread.conversation.reach == Reachability.LOST:
        set_reach(thread, Reachability.OPEN, note="", actor=Author.LEAD)


def obstacle(thread: Thread, author: Author) -> str:
    """Return why nothing of this author may be sent now ("reach" or "window"), or empty."""
    conversation = thread.conversation
    if conversation.reach in UNREACHABLE:
        return "reach"
    return "" if is_window_open(conversation, author, thread) else "window"


def is_window_open(conversation: Conversation, author: Author, thread: Thread) -> bool:
    """Whether the channel lets this author write freely: a person's own words may be allowed for longer.

    Of a customer who never wrote here (somebody began the talk outside the desk) only the provider knows: it decides.
    """
    if conversation.last_inbound_at is None:
        return True
    window = window_of(get_channel(conversation.account.kind).reply_window, conversation.last_inbound_at)
    if window is None:
        return True
    allowed = window.allowed_at(thread.now)
    return allowed is None or (allowed is After.HUMAN and author == Author.AGENT)
