"""What would happen: an invented conversation played through the real services, in a transaction that is undone.

Nothing is sent and nothing stays. No wake-up leaves (`silenced`), nobody else sees a row before a commit, and there is
none. Rules are compiled before the transaction begins, so that a SQLite desk's one writer is kept for moments only.
"""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from structlog.contextvars import bound_contextvars

from accounts.models import User
from conversations import clock
from conversations.adapters.base import InboundMessage
from conversations.ai.promises import promises_handoff
from conversations.ai.types import Draft
from conversations.enums import Floor, TurnState
from conversations.models import AiTurn, ChannelAccount, Conversation, Lead, Message, Tag
from conversations.services.brands import brand_of
from conversations.services.leads import add_identities, find_or_make_conversation
from conversations.services.thread import lock_thread
from conversations.wake import silenced
from routing.models import Handoff
from routing.rehearsal.outcome import Ending, ReadMessage, describe_ending, read_aloud
from routing.services.hours import promise_of
from routing.services.intake import take_message
from routing.services.turns.meaning import apply_meaning
from routing.services.turns.settle import JudgedBy, apply_draft
from triggers.engine import Decision, decide
from triggers.facts import Facts, ReadMeaning
from triggers.matching import Ruleset
from triggers.models import TriggerVersion
from triggers.services.detections import facts_at
from triggers.services.meaning import read_meaning
from triggers.services.rules import Snapshot, active_ruleset, compile_snapshot, draft_snapshot

MOST_LINES = 20
#: How long examples may be read for one line, in seconds: an admin waits, no customer does.
PATIENCE = 10.0
PACE = timedelta(seconds=30)
# Above any number that publishing will reach; drawn by lot, so that two simulations do not wait for each other's row.
STAND_IN = 2_000_000_000
STAND_INS = 100_000_000


@dataclass(frozen=True, slots=True)
class SimulatedLine:
    """One line of the play: the customer's, or (`by_ai`) the AI's with what it reports of its answer.

    `confidence` from 0 to 1. `reports`: fields of a draft that are set (escalate, promised_handoff, information_gap,
    out_of_scope, urgent, failed).
    """

    text: str
    by_ai: bool = False
    confidence: float | None = None
    reports: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SimulatedCustomer:
    """Who writes; nobody knows them before. `tags`: those of the conversation."""

    name: str = ""
    language: str = ""
    is_vip: bool = False
    lead_class: str = ""
    tags: Sequence[Tag] = ()
    owner: User | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a play, compiled; `draft` holds what is not published yet, None for the published rules."""

    ruleset: Ruleset
    draft: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class Play:
    """Who writes what on which account, when the first line comes, and by which rules it is judged.

    `meanings`: what the second stage reads in the customer's lines, by their text; `read_lines` fills it in.
    """

    account: ChannelAccount
    customer: SimulatedCustomer
    lines: Sequence[SimulatedLine]
    at: datetime
    rules: Rules
    meanings: Mapping[str, ReadMeaning | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SimulatedStep:
    """What one line led to. `facts` and `decision`: as it was judged, None when it was not; `note` says why not."""

    line: SimulatedLine
    note: str = ""
    facts: Facts | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Simulation:
    """The steps line by line, the thread as the customer would read it, and what a person would find (None: nobody)."""

    steps: tuple[SimulatedStep, ...]
    thread: tuple[ReadMessage, ...]
    ending: Ending | None


def published_rules() -> Rules:
    """Return the rules that decide now."""
    return Rules(active_ruleset())


def draft_rules() -> Rules:
    """Return the rules as they would be published.

    Raises:
        PatternError: the draft cannot be read.
    """
    draft = draft_snapshot()
    return Rules(compile_snapshot(draft), draft)


def zone_of(account: ChannelAccount) -> ZoneInfo:
    """Return the time zone of the hours of the account's team; without hours, the site's."""
    hours = promise_of(account.team).hours
    return ZoneInfo(timezone.get_default_timezone_name()) if hours.always_open else hours.zone


def read_lines(play: Play) -> Play:
    """Return the play with what the second stage reads in each of the customer's lines; outside any transaction."""
    texts = dict.fromkeys(line.text for line in play.lines[:MOST_LINES] if not line.by_ai)
    read = {text: read_meaning(text, ruleset=play.rules.ruleset, patience=PATIENCE) for text in texts}
    return replace(play, meanings=read)


def simulate(play: Play) -> Simulation:
    """Play a conversation (at most `MOST_LINES` lines) and return what came of it; every row is gone afterwards."""
    play = read_lines(play)
    with silenced(), bound_contextvars(), transaction.atomic():
        stage = _Stage(play)
        steps = [stage.perform(line, number) for number, line in enumerate(play.lines[:MOST_LINES])]
        found = Simulation(tuple(steps), read_aloud(stage.conversation), stage.ending())
        transaction.set_rollback(True)
    return found


class _Stage:
    """The rows of one play, until they are undone."""

    def __init__(self, play: Play) -> None:
        """Create the customer and their thread. A draft also gets a row for its version, which decisions name."""
        self.play = play
        self.ruleset = play.rules.ruleset
        if play.rules.draft is not None:
            self.ruleset = replace(self.ruleset, version=_publish_for_now(play.rules.draft))
        customer = play.customer
        self.meanings: dict[int, ReadMeaning | None] = {}
        self.address = f"simulation:{uuid.uuid4().hex}"
        lead = Lead.objects.create(
            name=customer.name,
            language=customer.language,
            is_vip=customer.is_vip,
            lead_class=customer.lead_class,
            owner=customer.owner,
        )
        add_identities(account=play.account, lead=lead, addresses=[self.address])
        self.conversation: Conversation = find_or_make_conversation(account=play.account, lead=lead)
        self.conversation.tags.set(customer.tags)

    def perform(self, line: SimulatedLine, number: int) -> SimulatedStep:
        """Play one line at its time."""
        with clock.at(self.play.at + number * PACE):
            return self._answer(line) if line.by_ai else self._write(line)

    def _write(self, line: SimulatedLine) -> SimulatedStep:
        before = Conversation.objects.get(pk=self.conversation.pk).floor
        provider_id = uuid.uuid4().hex
        content = InboundMessage(external_ids=(self.address,), body=line.text)
        take_message(self.play.account, provider_id, content, ruleset=self.ruleset)
        message = Message.objects.get(account=self.play.account, provider_id=provider_id)
        if before == Floor.QUEUE:
            return self._step(line, facts_at(message), _("Not judged: there was already a handoff."))
        self.meanings[message.version] = self.play.meanings.get(line.text)
        if self._is_sure(message.version):
            note = _("A person is called by what the message means, before the AI answers.")
            return self._step(line, facts_at(message, with_reply=True), note)
        return self._step(line, facts_at(message), "")

    def _is_sure(self, version: int) -> bool:
        """Do what the second stage does as soon as the AI's turn begins."""
        with lock_thread(self.conversation.pk) as thread:
            due = AiTurn.objects.filter(
                conversation=thread.conversation, state=TurnState.DUE, inbound_version=version
            ).first()
            if due is None or thread.conversation.floor != Floor.AI:
                return False
            return apply_meaning(thread, due, JudgedBy(self._meaning_at(due), self.ruleset))

    def _meaning_at(self, turn: AiTurn) -> ReadMeaning | None:
        return self.meanings.get(turn.inbound_version)

    def _answer(self, line: SimulatedLine) -> SimulatedStep:
        with lock_thread(self.conversation.pk) as thread:
            if thread.conversation.floor != Floor.AI:
                return SimulatedStep(line, _("Not said: the AI is paused here."))
            due = AiTurn.objects.filter(conversation=thread.conversation, state=TurnState.DUE).order_by("-pk").first()
            if due is None:
                return SimulatedStep(line, _("Not said: the AI answers only once."))
            draft = _draft_of(line)
            by = JudgedBy(self._meaning_at(due), self.ruleset)
            state = apply_draft(thread, due, draft, brand=brand_of(self.play.account), by=by)
        message = Message.objects.get(conversation=self.conversation, version=due.inbound_version)
        note = _("Not said: the customer gets a person instead.") if state == TurnState.HANDED_OFF else ""
        return self._step(line, facts_at(message, with_reply=True), note)

    def _step(self, line: SimulatedLine, facts: Facts | None, note: str) -> SimulatedStep:
        return SimulatedStep(line, note, facts, decide(self.ruleset, facts) if facts else None)

    def ending(self) -> Ending | None:
        """Return what a person would find, None when nobody was called."""
        joined = ("team", "agent", "scenario", "acknowledgement")
        handoff = Handoff.objects.select_related(*joined).filter(conversation=self.conversation).first()
        return describe_ending(handoff) if handoff else None


def _publish_for_now(draft: Snapshot) -> int:
    """Store a draft as the version that the decisions of this play name, and return its number."""
    groups = {name: list(words) for name, words in draft.groups.items()}
    number = STAND_IN + secrets.randbelow(STAND_INS)
    TriggerVersion.objects.create(number=number, snapshot=list(draft.scenarios), groups=groups)
    return number


def _draft_of(line: SimulatedLine) -> Draft:
    """Return the line as the AI would propose it; a promise of a person in its words is heard, as in real life."""
    reports = line.reports
    return Draft(
        text=line.text,
        confidence=line.confidence,
        escalate="escalate" in reports,
        urgent="urgent" in reports,
        information_gap="information_gap" in reports,
        promised_handoff="promised_handoff" in reports or promises_handoff(line.text),
        out_of_scope="out_of_scope" in reports,
        failed="reported" if "failed" in reports else "",
        engine="simulation",
    )
