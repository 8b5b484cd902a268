"""Four weeks of past conversations, told through the real services so that lists and reports are not empty."""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import User
from conversations import clock
from conversations.adapters.base import InboundItem, InboundMessage
from conversations.enums import Delivery, Floor, TurnState
from conversations.models import AiTurn, ChannelAccount, Conversation, Event, Lead, Message
from conversations.wake import silenced
from routing.models import Handoff
from routing.services import desk, intake
from routing.services.turns.run import run_turn

WEEKS = 4
# The demo is the same for everybody: its chances are drawn from this seed.
SEED = 20
FIRST_NAMES = ("Lena", "Omar", "Iris", "Tom", "Yara", "Noah", "Sofia", "Max", "Priya", "Jonas", "Elif", "Hugo")
LAST_NAMES = (
    "Brandt",
    "Costa",
    "Dimov",
    "Evans",
    "Fuchs",
    "Garcia",
    "Haas",
    "Ito",
    "Jansen",
    "Keller",
    "Lopez",
    "Meyer",
)
QUESTIONS = (
    "How long does delivery take?",
    "What does express delivery cost?",
    "Can I return a pot that I did not use?",
    "How do I redeem my gift card?",
    "Which payment methods do you accept?",
    "How often should I water my fern?",
    "Do you ship to Norway?",
    "Where do I find my invoice?",
    "When are you open on Saturday?",
    "Are the glazed pots frost proof?",
)
TROUBLES = (
    ("Where is my parcel? The tracking has not moved for days.", "Can I talk to a real person please?"),
    ("My order arrived with a broken pot.", "This is the second time. I want to speak to someone now."),
    ("I was charged twice for my order.", "Please connect me with a human."),
    ("I want to cancel my order and get my money back.", ""),
    ("We need 80 large pots for our hotel, can you send us a quote?", ""),
    ("I am allergic and had to see a doctor after using your fertiliser.", ""),
)
ANSWERS = (
    "Hello, I have looked at your order and it is on its way again. You should have it tomorrow.",
    "I am sorry about that. I have sent you a replacement; no need to return the broken one.",
    "Thank you for telling us. I have just refunded the amount, it takes about five days to arrive.",
    "I have put an offer together and sent it to your e-mail address.",
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays in the history."""

    accounts: Sequence[ChannelAccount]
    agents: Sequence[User]
    now: datetime


def write_history(cast: Cast, *, count: int = 200) -> int:
    """Write `count` conversations ending before now; return how many became handoffs.

    Nobody is notified of the past.
    """
    chance = random.Random(SEED)  # noqa: S311 - a demo, no secret
    with transaction.atomic(), silenced():
        for number in range(count):
            _write_conversation(cast, chance, number, count)
        _settle()
    return Handoff.objects.count()


def _write_conversation(cast: Cast, chance: random.Random, number: int, count: int) -> None:
    age = timedelta(weeks=WEEKS) * (count - number) / count
    moments = _moments(cast.now - age - timedelta(minutes=30), chance)
    account = cast.accounts[0] if chance.random() < 0.6 else cast.accounts[1]
    name = f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"
    customer = DemoCustomer(account, str(uuid.UUID(int=chance.getrandbits(128))), name, f"+1202555{number:04d}")
    for question in chance.sample(QUESTIONS, k=chance.randint(1, 2)):
        _say(customer, question, next(moments))
    if chance.random() < 0.3:
        for line in filter(None, chance.choice(TROUBLES)):
            _say(customer, line, next(moments))
    conversation = Conversation.objects.get(lead__identities__external_id=customer.address)
    if conversation.floor == Floor.QUEUE:
        _help(conversation, cast, chance, moments)
    Conversation.objects.filter(pk=conversation.pk).update(created_at=cast.now - age)
    Lead.objects.filter(pk=conversation.lead_id).update(created_at=cast.now - age)


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """One invented customer on one account."""

    account: ChannelAccount
    address: str
    name: str
    phone: str


def _say(customer: DemoCustomer, text: str, moment: datetime) -> None:
    message = InboundMessage(external_ids=(customer.address,), body=text, name=customer.name, phone=customer.phone)
    item = InboundItem(
        kind="message", provider_id=f"demo:{customer.address}:{moment.timestamp()}", raw={"demo": True}, content=message
    )
    with clock.at(moment):
        intake.receive(account=customer.account, item=item)
    turn = AiTurn.objects.filter(
        state=TurnState.DUE, conversation__lead__identities__external_id=customer.address
    ).first()
    if turn:
        with clock.at(moment + timedelta(seconds=2)):
            run_turn(turn_id=turn.pk)
    _arrive(Message.objects.filter(account=customer.account))


def _help(conversation: Conversation, cast: Cast, chance: random.Random, moments: Iterator[datetime]) -> None:
    """Let an agent claim, answer and close; some hand the customer back to the AI."""
    team = [agent for agent in cast.agents if agent.memberships.filter(team=conversation.team).exists()]
    agent = chance.choice(team or list(cast.agents))
    with clock.at(next(moments)):
        desk.claim(conversation_id=conversation.pk, user=agent)
    with clock.at(next(moments)):
        desk.reply(conversation_id=conversation.pk, user=agent, body=chance.choice(ANSWERS))
    with clock.at(next(moments)):
        desk.resolve(
            conversation_id=conversation.pk,
            user=agent,
            outcome=chance.choice(("solved", "solved", "sale", "no_answer")),
        )
    if chance.random() < 0.5:
        with clock.at(next(moments)):
            desk.resume_ai(conversation_id=conversation.pk, user=agent, note="Settled; nothing is open.")


def _moments(start: datetime, chance: random.Random) -> Iterator[datetime]:
    moment = start
    while True:
        moment += timedelta(seconds=chance.randint(30, 400))
        yield min(moment, timezone.now())


def _arrive(messages: QuerySet[Message]) -> None:
    queued = messages.filter(delivery=Delivery.QUEUED)
    queued.update(delivery=Delivery.READ, sent_at=F("created_at"), next_attempt_at=None)


def _settle() -> None:
    """Leave nothing for senders and relays to do."""
    _arrive(Message.objects.all())
    Event.objects.filter(relayed_at__isnull=True).update(relayed_at=F("created_at"))
    Handoff.objects.filter(notified_at__isnull=True).update(notified_at=F("detected_at"))
