"""Four weeks of plausible life, told through the real services under a moved clock, in the order in which it happens.

Nothing is written past the services but what the world outside does: the provider reports that messages arrived, and
the rows that `auto_now_add` dates are dated back. Deadlines fall due on the way, so promises are broken, handoffs
escalate and the AI resumes as they would.
"""

import heapq
import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Role, User
from conversations import clock
from conversations.adapters.base import InboundItem, InboundMessage
from conversations.enums import Delivery, Floor, Status, TurnState
from conversations.models import AiTurn, ChannelAccount, Conversation, Event, Lead, Message
from conversations.wake import silenced
from handoffdesk.demo.sayings import ANSWERS, CALLED_OFF, FIRST_NAMES, LAST_NAMES, QUESTIONS, THANKS, TROUBLES
from routing.enums import DeadlineState
from routing.errors import Conflict
from routing.models import Deadline, Handoff, Task
from routing.services import desk, intake
from routing.services.clocks import sweep_deadlines
from routing.services.turns.run import run_turn
from routing.services.verdicts import HandoffJudgement, give_verdict

WEEKS = 4
#: The demo is the same for everybody: its chances are drawn from this seed.
SEED = 20
#: How many customers a month has, if nobody says: as many as make the demo's first start no longer than it must be.
CUSTOMERS = 120
#: How many conversations begin in each hour of a day, against each other; and on each day from Monday on.
HOURS = (1, 1, 0, 0, 0, 1, 2, 4, 7, 10, 12, 12, 11, 10, 10, 10, 9, 8, 8, 7, 6, 4, 3, 2)
DAYS = (12, 11, 11, 10, 10, 6, 4)
#: What becomes of a handoff, against each other.
FATES = {"helped": 80, "slow": 6, "forgotten": 3, "called_off": 4, "transferred": 7}
OUTCOMES = {"solved": 70, "sale": 12, "no_answer": 6, "not_solved": 10, "spam": 2}
OPINIONS = {"justified": 8, "unnecessary": 2}
#: Later than this before the end nothing begins: what began is settled by then, or by the closing of the month.
QUIET_END = timedelta(hours=12)

Act = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays in the month, and when it ends."""

    accounts: Sequence[ChannelAccount]
    agents: Sequence[User]
    now: datetime


@dataclass(frozen=True, slots=True)
class Customer:
    """One invented customer on one account."""

    account: ChannelAccount
    address: str
    name: str
    phone: str

    @property
    def conversation(self) -> Conversation:
        """Their thread as it is now."""
        return Conversation.objects.get(lead__identities__external_id=self.address, account=self.account)


def simulate_month(cast: Cast, *, count: int = CUSTOMERS, seed: int = SEED) -> int:
    """Write four weeks with `count` customers, ending before now; return how many handoffs there were.

    The same seed and end make the same month, but for keys. Nobody is notified of it. One transaction.
    """
    with transaction.atomic(), silenced():
        month = Month(cast, random.Random(seed))  # noqa: S311 - a demo, no secret
        for number in range(count):
            month.invite(number, count)
        month.run()
        month.settle()
    return Handoff.objects.count()


@dataclass
class Month:
    """The acts to come, by time."""

    cast: Cast
    chance: random.Random
    plan: list[tuple[datetime, int, Act]] = field(default_factory=list)
    numbers: int = 0

    def invite(self, number: int, count: int) -> None:
        """Plan a customer's first words; the customers are spread over the month, most of them by day."""
        account = self.cast.accounts[0] if self.chance.random() < 0.6 else self.cast.accounts[-1]
        name = f"{self.chance.choice(FIRST_NAMES)} {self.chance.choice(LAST_NAMES)}"
        address = str(uuid.UUID(int=self.chance.getrandbits(128)))
        customer = Customer(account, address, name, f"+1202555{number:04d}")
        moment = self._arrival(number, count)
        lines = self.chance.sample(QUESTIONS, k=self.chance.randint(1, 2))
        if self.chance.random() < 0.3:
            lines += filter(None, self.chance.choice(TROUBLES))
        for line in lines:
            self.at(moment, partial(self.say, customer, line))
            moment += self._pause(40, 400)

    def _arrival(self, number: int, count: int) -> datetime:
        """Return a moment in this customer's share of the month, in an hour that is drawn by how busy it is."""
        length = timedelta(weeks=WEEKS) - QUIET_END
        begin = self.cast.now - timedelta(weeks=WEEKS)
        latest = self.cast.now - QUIET_END
        day = begin + length * number / count
        shift = self.chance.choices(range(7), weights=[DAYS[(day.weekday() + step) % 7] for step in range(7)])[0]
        hour = self.chance.choices(range(24), weights=HOURS)[0]
        moment = (day + timedelta(days=shift)).replace(hour=hour, minute=self.chance.randrange(60), microsecond=0)
        return moment if begin <= moment <= latest else day

    def _pause(self, least: int, most: int) -> timedelta:
        return timedelta(seconds=self.chance.randint(least, most))

    def at(self, moment: datetime, act: Act) -> None:
        """Plan an act; what would lie after the end of the month is left out."""
        if moment < self.cast.now - timedelta(minutes=1):
            self.numbers += 1
            heapq.heappush(self.plan, (moment, self.numbers, act))

    def run(self) -> None:
        """Do one act after another, and what falls due between them."""
        while self.plan:
            moment, _number, act = heapq.heappop(self.plan)
            fall_due(until=moment)
            with clock.at(moment):
                act()
        fall_due(until=self.cast.now)

    def say(self, customer: Customer, text: str) -> None:
        """Let a customer write, the AI answer, and somebody help if a person is needed."""
        moment = clock.now()
        content = InboundMessage(external_ids=(customer.address,), body=text, name=customer.name, phone=customer.phone)
        key = f"demo:{customer.address}:{moment.timestamp()}"
        item = InboundItem(kind="message", provider_id=key, raw={"demo": True}, content=content)
        waited = Handoff.objects.filter(ended_at=None, conversation__lead__identities__external_id=customer.address)
        was_waiting = waited.exists()
        intake.receive(account=customer.account, item=item)
        _date_back(customer, moment)
        answer_turns(customer)
        conversation = customer.conversation
        if conversation.floor == Floor.QUEUE and not was_waiting:
            self._decide(customer, waited.get())
        arrive(conversation)

    def _decide(self, customer: Customer, handoff: Handoff) -> None:
        """Plan what becomes of a handoff that has just opened."""
        fate = self._draw(FATES)
        quick = self.chance.random() < 0.6
        wait = self._pause(15, 75) if quick else self._pause(76, 800)
        wait = self._pause(1_000, 9_000) if fate == "slow" else wait
        start = clock.now() + wait
        agent = self._someone(handoff)
        match fate:
            case "forgotten":
                return
            case "called_off":
                self.at(start, partial(self.say, customer, CALLED_OFF))
            case "transferred":
                self.at(start, partial(self.transfer, customer, agent))
            case _:
                self.at(start, partial(self.help, customer, agent))

    def help(self, customer: Customer, agent: User) -> None:
        """Let an agent claim, answer and, later, resolve; unless nobody waits any more."""
        conversation = customer.conversation
        if conversation.floor != Floor.QUEUE:
            return
        desk.claim(conversation_id=conversation.pk, user=agent)
        answer = clock.now() + self._pause(10, 120)
        done = answer + self._pause(120, 2_400) * (20 if self.chance.random() < 0.05 else 1)
        self.at(answer, partial(self.answer, customer, agent))
        self.at(done, partial(self.finish, customer, agent))

    def answer(self, customer: Customer, agent: User) -> None:
        """Send a person's words."""
        conversation = customer.conversation
        if conversation.holder_id == agent.pk:
            desk.reply(conversation_id=conversation.pk, user=agent, body=self.chance.choice(ANSWERS))
            arrive(conversation)

    def transfer(self, customer: Customer, agent: User) -> None:
        """Let an agent pass it to the other team, where somebody takes it up."""
        conversation = customer.conversation
        if conversation.floor != Floor.QUEUE:
            return
        others = [one for one in self.cast.agents if _team_of(one) != conversation.team_id]
        colleague = self.chance.choice(others) if others else agent
        desk.transfer(conversation_id=conversation.pk, user=agent, team_id=_team_of(colleague))
        self.at(clock.now() + self._pause(30, 900), partial(self.help, customer, colleague))

    def finish(self, customer: Customer, agent: User) -> None:
        """Let an agent resolve; some hand back to the AI, some customers come back."""
        conversation = customer.conversation
        if conversation.holder_id != agent.pk or conversation.status == Status.RESOLVED:
            return
        handoff = conversation.handoffs.get(ended_at=None)
        desk.resolve(conversation_id=conversation.pk, user=agent, outcome=self._draw(OUTCOMES))
        after = clock.now()
        if self.chance.random() < 0.5:
            self.at(after + self._pause(5, 60), partial(self.resume, customer, agent))
        if self.chance.random() < 0.3:
            self.at(after + self._pause(100, 900), partial(self.say, customer, THANKS))
        if self.chance.random() < 0.07:
            again = next(filter(None, reversed(self.chance.choice(TROUBLES))))
            self.at(after + timedelta(hours=self.chance.randint(5, 150)), partial(self.say, customer, again))
        if self.chance.random() < 0.2:
            self.at(after + timedelta(hours=self.chance.randint(20, 90)), partial(self.review, handoff))

    def resume(self, customer: Customer, agent: User) -> None:
        """Let an agent hand back to the AI, unless it has the floor by now."""
        try:
            desk.resume_ai(conversation_id=customer.conversation.pk, user=agent, note="Settled; nothing is open.")
        except Conflict:
            return
        answer_turns(customer)
        arrive(customer.conversation)

    def review(self, handoff: Handoff) -> None:
        """Let a manager of the team say whether it was right."""
        managers = User.objects.filter(memberships__team=handoff.team_id, memberships__role=Role.MANAGER)
        manager = managers.order_by("pk").first()
        if manager is not None:
            judgement = HandoffJudgement(self._draw(OPINIONS), "", "")
            give_verdict(handoff_id=handoff.pk, user=manager, judgement=judgement)

    def settle(self) -> None:
        """Leave nothing for senders, relays and people to do: what is still open is closed at the end of the month."""
        for handoff in Handoff.objects.filter(ended_at=None).select_related("conversation", "agent"):
            with clock.at(self.cast.now - timedelta(minutes=1)):
                agent = handoff.agent or self._someone(handoff)
                if handoff.conversation.floor == Floor.QUEUE:
                    desk.claim(conversation_id=handoff.conversation_id, user=agent)
                desk.reply(conversation_id=handoff.conversation_id, user=agent, body=ANSWERS[0])
                desk.resolve(conversation_id=handoff.conversation_id, user=agent, outcome="solved")
                arrive(handoff.conversation)
        Event.objects.filter(relayed_at__isnull=True).update(relayed_at=F("created_at"))
        Handoff.objects.filter(notified_at__isnull=True).update(notified_at=F("detected_at"))

    def _someone(self, handoff: Handoff) -> User:
        team = [agent for agent in self.cast.agents if _team_of(agent) == handoff.team_id]
        return self.chance.choice(team or list(self.cast.agents))

    def _draw(self, weights: dict[str, int]) -> str:
        return self.chance.choices(list(weights), weights=list(weights.values()))[0]


def fall_due(*, until: datetime) -> None:
    """Act on each deadline at its time, as the sweep does within a second."""
    armed = Deadline.objects.filter(state=DeadlineState.ARMED, due_at__lt=until).order_by("due_at")
    for due in _moments(armed.values_list("due_at", flat=True).first):
        with clock.at(due + timedelta(seconds=1)):
            sweep_deadlines()
            for message in Message.objects.filter(delivery=Delivery.QUEUED).select_related("conversation"):
                arrive(message.conversation)


def _moments(ask: Callable[[], datetime | None]) -> Iterator[datetime]:
    while (moment := ask()) is not None:
        yield moment


def answer_turns(customer: Customer) -> None:
    """Let the AI take its turn, two seconds later."""
    moment = clock.now()
    turns = AiTurn.objects.filter(state=TurnState.DUE, conversation__lead__identities__external_id=customer.address)
    for key in turns.order_by("pk").values_list("pk", flat=True):
        with clock.at(moment + timedelta(seconds=2)):
            run_turn(turn_id=key)


def arrive(conversation: Conversation) -> None:
    """Report what was sent as read, a second after it was written."""
    queued = Message.objects.filter(conversation=conversation, delivery=Delivery.QUEUED)
    queued.update(delivery=Delivery.READ, sent_at=F("created_at") + timedelta(seconds=1), next_attempt_at=None)


def _team_of(agent: User) -> int | None:
    return agent.memberships.order_by("pk").values_list("team_id", flat=True).first()


def _date_back(customer: Customer, moment: datetime) -> None:
    """Date the rows that the database dates by itself."""
    conversation = customer.conversation
    if conversation.created_at > moment:
        Conversation.objects.filter(pk=conversation.pk).update(created_at=moment)
        Lead.objects.filter(pk=conversation.lead_id).update(created_at=moment)
    Task.objects.filter(conversation=conversation, created_at__gt=timezone.now() - timedelta(hours=1)).update(
        created_at=moment
    )
