"""The way of one inbound update: stored, judged and routed in one transaction."""

import hashlib
import logging
from collections.abc import Sequence
from datetime import timedelta

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from structlog.contextvars import bind_contextvars, unbind_contextvars

from conversations import rows
from conversations.adapters.base import (
    AccountNotice,
    BusinessEcho,
    ConsentChange,
    DeliveryReport,
    Edit,
    IdentityChange,
    Ignored,
    InboundItem,
    InboundMessage,
    Reaction,
    ThreadControl,
    Unsend,
    Watermark,
)
from conversations.adapters.kinds import is_emoji_only
from conversations.adapters.registry import get_adapter
from conversations.ai.offers import accepts_offer
from conversations.enums import Author, Floor, InboundState, Status
from conversations.events.talk import FieldsCollected
from conversations.failures import describe
from conversations.models import ChannelAccount, Conversation, InboundEvent, Message
from conversations.services import changes, delivery, inbound, leads, reach
from conversations.services.floor import give_back_to_ai
from conversations.services.languages import note_language
from conversations.services.lead_details import note_details, own_details
from conversations.services.thread import Thread
from conversations.storable import storable_json, storable_text
from conversations.treatment import Treatment, treatment_of
from routing.enums import Cause
from routing.services.amendments import take_edit, take_unsend
from routing.services.detected import hand_off_if_fired, judge
from routing.services.echoes import control_moved, human_spoke_elsewhere
from routing.services.handoffs import HandoffRequest, open_handoff
from routing.services.turns.plan import plan_turn
from routing.services.withdrawal import withdraw, withdrawn_handoff
from triggers.engine import Decision
from triggers.enums import Category
from triggers.matching import Ruleset
from triggers.offering import offers_person
from triggers.services.detections import Judgement
from triggers.services.rules import active_ruleset

logger = logging.getLogger(__name__)

# A report of a message that this desk does not know is nobody's matter after so many looks.
MAX_ATTEMPTS = 9
RETRY_AFTER = timedelta(seconds=5)
# An update that fails is tried again after 5 s, 10 s, 20 s ... up to every 15 minutes, for a day: rules or code that
# cannot be read are mended in hours, and the customer's words are still there.
LONGEST_PAUSE = timedelta(minutes=15)
GIVE_UP_AFTER = timedelta(hours=24)
RAW_LIMIT = 1_000_000


class UnknownMessage(Exception):  # noqa: N818 - it names what is missing
    """A report or a change came before the message that it is about; it is tried again by the sweep."""


def accept(*, account: ChannelAccount, items: Sequence[InboundItem]) -> int:
    """Take a provider's updates in order; return how many were new. Every one is stored before this returns.

    One that fails is kept with its error for the sweep and does not hold up the rest.

    Raises:
        OperationalError: the database cannot be reached; the door answers 503 and the provider comes again.
    """
    return sum(_accept_one(account, item) for item in items)


def store_malformed(*, account: ChannelAccount, body: bytes, error: str) -> None:
    """Keep a signed body that nobody can read, for the admin to see; the same body twice is one row."""
    text = storable_text(body[:RAW_LIMIT].decode("utf-8", errors="replace"))
    InboundEvent.objects.get_or_create(
        account=account,
        kind="malformed",
        provider_id=hashlib.sha256(body).hexdigest(),
        defaults={"raw": {"body": text}, "state": InboundState.FAILED, "error": error[:2000]},
    )


def sweep_inbound(*, limit: int = 200) -> int:
    """Process stored updates that failed or were left behind; return how many were tried."""
    events = list(waiting_updates().select_related("account").order_by("received_at")[:limit])
    for event in events:
        process_again(event)
    return len(events)


def waiting_updates() -> QuerySet[InboundEvent]:
    """Return the stored updates that it is time to process (again)."""
    now = timezone.now()
    is_time = Q(next_attempt_at__isnull=True, received_at__lte=now - RETRY_AFTER) | Q(next_attempt_at__lte=now)
    return InboundEvent.objects.filter(is_time, state=InboundState.STORED)


def process_again(event: InboundEvent) -> bool:
    """Try a stored update once more from its raw form; return whether it is settled now."""
    try:
        content = get_adapter(event.account.kind).read(event.kind, event.raw)
        item = InboundItem(kind=event.kind, provider_id=event.provider_id, raw=event.raw, content=content)
        with transaction.atomic():
            stored = InboundEvent.objects.select_for_update().get(pk=event.pk)
            if stored.state in (InboundState.PROCESSED, InboundState.IGNORED):
                return True
            state = _dispatch(event.account, item)
            InboundEvent.objects.filter(pk=event.pk).update(state=state, error="", processed_at=timezone.now())
    except UnknownMessage:
        _await_message(event.pk)
        return False
    except (OperationalError, InterfaceError):
        raise  # the database takes nothing: that is no attempt of this update
    except Exception as error:  # noqa: BLE001 - noted without its text; the others go on
        logger.error("inbound event failed again", extra={"inbound_event": event.pk, **describe(error)})  # noqa: TRY400 - no text
        _note_failure(event.pk, error)
        return False
    return True


def _accept_one(account: ChannelAccount, item: InboundItem) -> bool:
    unbind_contextvars("conversation_id")  # of the item before
    try:
        return _receive_or_repeat(account, item)
    except (OperationalError, InterfaceError):
        raise
    except UnknownMessage:
        event, made = InboundEvent.objects.get_or_create(
            account=account, kind=item.kind, provider_id=item.provider_id, defaults={"raw": storable_json(item.raw)}
        )
        _await_message(event.pk)
        return made
    except Exception as error:  # noqa: BLE001 - noted without its text; the others go on
        # Whatever a single update does to us, it is kept and the others go on.
        logger.error("inbound event failed", extra={"account": account.pk, **describe(error)})  # noqa: TRY400 - no text
        event, made = InboundEvent.objects.get_or_create(
            account=account, kind=item.kind, provider_id=item.provider_id, defaults={"raw": storable_json(item.raw)}
        )
        _note_failure(event.pk, error)
        return made


def _receive_or_repeat(account: ChannelAccount, item: InboundItem) -> bool:
    try:
        return receive(account=account, item=item)
    except IntegrityError:
        # Two updates of a new customer at the same instant: the other has made the lead by now.
        return receive(account=account, item=item)


def receive(*, account: ChannelAccount, item: InboundItem) -> bool:
    """Store one update and all that follows from it in ONE transaction; return False when it was known already.

    Raises:
        IntegrityError: another transaction made the same lead; call again.
    """
    ignored = isinstance(item.content, Ignored)
    event = InboundEvent(
        account=account,
        kind=item.kind,
        provider_id=item.provider_id,
        raw=storable_json(item.raw),
        state=InboundState.IGNORED if ignored else InboundState.PROCESSED,
        error=item.content.reason[:2000] if isinstance(item.content, Ignored) else "",
        processed_at=timezone.now(),
    )
    with transaction.atomic():
        if not rows.insert_unless_known(event):
            return False
        _dispatch(account, item)
        return True


def _dispatch(account: ChannelAccount, item: InboundItem) -> InboundState:
    """Apply one update. What is about a message that we do not know yet waits for it (`UnknownMessage`)."""
    match item.content:
        case InboundMessage():
            take_message(account, item.provider_id, item.content)
        case BusinessEcho():
            human_spoke_elsewhere(account=account, provider_id=item.provider_id, echo=item.content)
        case IdentityChange():
            leads.change_identity(account=account, change=item.content)
        case ThreadControl():
            control_moved(account=account, change=item.content)
        case AccountNotice(broken=True):
            delivery.break_account(account, item.content.note)
        case Ignored() | AccountNotice():
            return InboundState.IGNORED
        case _:
            if not _apply_to_known(account, item):
                raise UnknownMessage
    return InboundState.PROCESSED


def _apply_to_known(account: ChannelAccount, item: InboundItem) -> bool:
    """Apply what is about a message or a customer of ours; return whether we know it."""
    match item.content:
        case DeliveryReport():
            return delivery.apply_report(account=account, report=item.content)
        case Edit():
            return take_edit(account=account, edit=item.content)
        case Unsend():
            return take_unsend(account=account, unsend=item.content)
        case Reaction():
            return changes.apply_reaction(account=account, reaction=item.content)
        case Watermark():
            return changes.apply_watermark(account=account, mark=item.content)
        case ConsentChange():
            return reach.change_consent(account=account, change=item.content)
    raise TypeError(f"{type(item.content).__name__} is no content")


def take_message(
    account: ChannelAccount, provider_id: str, content: InboundMessage, *, ruleset: Ruleset | None = None
) -> None:
    """Store what a customer wrote, judge it and route it, in the caller's transaction; one that is known is left alone.

    `ruleset`: other rules than the published ones (a simulation's).
    """
    arrival = leads.arrive(account=account, provider_id=provider_id, inbound=content)
    if arrival.known:
        return
    conversation = arrival.conversation
    bind_contextvars(conversation_id=str(conversation.pk))
    thread = Thread(conversation)
    is_yes = _accepts_with_emoji(conversation, content.body, ruleset)
    treatment = treatment_of(content, now=thread.now, is_yes=is_yes)
    resolved = conversation.floor == Floor.NOBODY and conversation.status == Status.RESOLVED
    message = inbound.new_customer_message(thread, provider_id=provider_id, inbound=content, treatment=treatment)
    if treatment.judged:
        note_language(conversation, body=message.body, locale=content.language)
    if resolved and account.autopilot and treatment.opens:
        _greet_again(thread, conversation, message)
    judgement: Judgement | None = None
    if conversation.floor in (Floor.AI, Floor.NOBODY) and treatment.judged:
        judgement = judge(thread, message, tagged=arrival.tagged, ruleset=ruleset)
        # Stored with the message itself: what decided can be looked up, and other rules can be tried on it.
        message.judged = judgement.circumstances
    called_off = withdrawn_handoff(thread, message.body) if treatment.judged else None
    if called_off:
        # Who also says something for which the rules call a person waits on.
        judgement = judge(thread, message, tagged=arrival.tagged, ruleset=ruleset)
        called_off = None if judgement.decision.fired else called_off
        message.judged = judgement.circumstances if called_off else None
        judgement = None
    inbound.store_customer_message(thread, message, content, treatment=treatment)
    new = note_details(conversation, own_details(content))
    if new:
        thread.record(FieldsCollected(names=sorted(new)), actor=Author.SYSTEM)
    if called_off:
        withdraw(thread, called_off, message)
    else:
        _act(thread, message, treatment, judgement.decision if judgement else None)
    thread.close()


def _accepts_with_emoji(conversation: Conversation, body: str, ruleset: Ruleset | None) -> bool:
    """Return whether a lone emoji says yes to the offer of a person with which the AI's message right before it ends.

    Only for such an emoji is the message before it looked up.
    """
    if conversation.last_author != Author.AI or not is_emoji_only(body) or not accepts_offer(body):
        return False
    said = Message.objects.filter(conversation=conversation, author=Author.AI).order_by("-version")
    last = said.values_list("body", flat=True).first()
    return last is not None and offers_person(last, ruleset or active_ruleset())


def _greet_again(thread: Thread, conversation: Conversation, message: Message) -> None:
    """Let the AI answer a customer who writes after the work was closed.

    Only what they write from now on is evidence.
    """
    give_back_to_ai(thread, why="customer wrote again", actor=Author.LEAD, note=conversation.handback_note)
    conversation.ai_since_version = message.version - 1


def _act(thread: Thread, message: Message, treatment: Treatment, decision: Decision | None) -> None:
    """Give the customer whom the rules or the kind of their message call for: a person, an AI's turn, or nobody."""
    if decision and hand_off_if_fired(thread, message, decision):
        return
    if thread.conversation.floor == Floor.NOBODY and treatment.opens:
        reason = (
            _("A colleague answered outside the desk")
            if thread.conversation.account.autopilot
            else _("The AI is off on this channel")
        )
        open_handoff(
            thread,
            HandoffRequest(
                cause=Cause.TRIGGER, category=Category.BUSINESS_RULE, reason=reason, evidence_message=message.body
            ),
        )
    elif thread.conversation.floor == Floor.AI and treatment.answered:
        plan_turn(thread)


def _await_message(event_id: int) -> None:
    """Keep what is about a message that we do not know (yet) for the sweep: after some 20 minutes it is nobody's."""
    events = InboundEvent.objects.filter(pk=event_id, state=InboundState.STORED)
    attempts = events.values_list("attempts", flat=True).first() or 0
    events.update(
        attempts=F("attempts") + 1,
        error=_("A report on a message this desk hasn't sent, or hasn't recorded yet."),
        next_attempt_at=timezone.now() + RETRY_AFTER * 2**attempts,
    )
    events.filter(attempts__gte=MAX_ATTEMPTS).update(state=InboundState.IGNORED)


def _note_failure(event_id: int, error: Exception) -> None:
    event = InboundEvent.objects.only("attempts", "received_at", "state").get(pk=event_id)
    now = timezone.now()
    pause = min(RETRY_AFTER * 2 ** min(event.attempts, 10), LONGEST_PAUSE)
    is_over = event.state == InboundState.FAILED or now + pause > event.received_at + GIVE_UP_AFTER
    InboundEvent.objects.filter(pk=event_id, state__in=(InboundState.STORED, InboundState.FAILED)).update(
        attempts=F("attempts") + 1,
        error=f"{type(error).__name__}: {error}"[:2000],
        next_attempt_at=None if is_over else now + pause,
        state=InboundState.FAILED if is_over else InboundState.STORED,
    )
