"""The life of conversations as a state machine: whatever happens in whatever order, the invariants hold."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from conversations.adapters.base import DeliveryReport
from conversations.enums import DELIVERY_RANK, Author, Delivery, Direction, Floor, Status, TurnState
from conversations.models import AiTurn, Conversation, Event, Message
from conversations.services import delivery
from conversations.wake import silenced
from notifications.services.relay import relay
from routing.access import visible_conversations
from routing.enums import DeadlineState, EndReason
from routing.errors import Conflict, NotVisible, Refused
from routing.models import Assignment, Deadline, Handoff
from routing.services import clocks, desk
from routing.services.turns.run import answer, claim, run_turn
from routing.services.turns.settle import settle
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, Stage, set_stage

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
WORDS = st.sampled_from(
    [KNOWN_QUESTION, ASKS_FOR_PERSON, "ok", "👍", "Which payment methods do you accept?", "xqzv blorp"]
)
CUSTOMERS = st.sampled_from(["customer-1", "customer-2"])
ACTS = st.sampled_from(
    [
        "claim",
        "take_over",
        "reply",
        "write_note",
        "resolve",
        "snooze",
        "resume_ai",
        "reopen",
        "transfer",
        "open_handoff",
    ]
)
AGENTS = st.sampled_from(["ana", "ben", "manager"])


class Life(RuleBasedStateMachine):
    """Customers, the AI, agents, clocks, duplicates, crashes; no wake-up ever arrives: the sweeps must find all."""

    stage: Stage

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.silence = silenced()
        self.traveller = time_machine.travel(START, tick=False)
        self.atomic.__enter__()
        self.silence.__enter__()
        self.time = self.traveller.start()
        self.said: dict[str, str] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.traveller.stop()
        self.silence.__exit__(None, None, None)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def open_desk(self) -> None:
        self.stage = set_stage()

    # What customers do.

    @rule(text=WORDS, customer=CUSTOMERS)
    def customer_writes(self, text: str, customer: str) -> None:
        provider_id = uuid.uuid4().hex
        self.said[provider_id] = customer
        self.stage.says(text, customer=customer, provider_id=provider_id)

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def provider_repeats_itself(self, data: st.DataObject) -> None:
        provider_id = data.draw(st.sampled_from(sorted(self.said)))
        before = Event.objects.count()
        self.stage.says("repeated", customer=self.said[provider_id], provider_id=provider_id)
        assert Event.objects.count() == before

    # What the machinery does.

    @rule()
    def ai_answers(self) -> None:
        self.stage.run_ai()

    @rule(who=AGENTS, resumes=st.booleans())
    def ai_answers_after_a_person_took_over(self, who: str, resumes: bool) -> None:
        due = AiTurn.objects.filter(state=TurnState.DUE).first()
        claimed = claim(due.pk) if due else None
        if claimed is None:
            return
        draft = answer(claimed)
        person = getattr(self.stage, who)
        if not visible_conversations(person).filter(pk=claimed.conversation_id).exists():
            return  # a rule gave it to the other team, and the AI has it there
        desk.take_over(conversation_id=claimed.conversation_id, user=person)
        if resumes:
            desk.resume_ai(conversation_id=claimed.conversation_id, user=person, note="All settled.")
        before = Message.objects.filter(author=Author.AI).count()
        assert settle(claimed, draft) == TurnState.DISCARDED
        assert Message.objects.filter(author=Author.AI).count() == before

    @rule()
    def ai_worker_dies_in_its_turn(self) -> None:
        turn = AiTurn.objects.filter(state=TurnState.DUE).first()
        if turn:
            claim(turn.pk)

    @rule()
    def outbox_is_sent(self) -> None:
        self.stage.send_all()

    @rule()
    def sender_dies_before_the_answer(self) -> None:
        queued = Message.objects.filter(delivery=Delivery.QUEUED).first()
        if queued:
            delivery._claim_first(queued.conversation_id)

    @rule(state=st.sampled_from([Delivery.DELIVERED, Delivery.READ, Delivery.SENT]))
    def provider_reports(self, state: Delivery) -> None:
        sent = Message.objects.filter(direction=Direction.OUTBOUND).exclude(provider_id="").first()
        if sent:
            before = DELIVERY_RANK[Delivery(sent.delivery)]
            delivery.apply_report(account=self.stage.account, report=DeliveryReport(sent.provider_id, state))
            sent.refresh_from_db()
            assert DELIVERY_RANK[Delivery(sent.delivery)] >= before

    @rule()
    def events_are_relayed(self) -> None:
        for conversation in Conversation.objects.all():
            relay(conversation_id=conversation.pk)

    @rule(minutes=st.sampled_from([1, 6, 20, 200, 481, 1500]))
    def time_passes(self, minutes: int) -> None:
        self.time.shift(dt.timedelta(minutes=minutes))
        clocks.sweep_deadlines()
        for turn in AiTurn.objects.filter(state=TurnState.RUNNING):
            run_turn(turn_id=turn.pk)

    # What agents do; a refusal is an answer too.

    @rule(who=AGENTS, customer=CUSTOMERS, act=ACTS, takes_over=st.booleans())
    def agent_acts(self, who: str, customer: str, act: str, takes_over: bool) -> None:
        conversation = Conversation.objects.filter(lead__identities__external_id=customer).first()
        if conversation is None:
            return
        extras: dict[str, dict[str, object]] = {
            "reply": {"body": "Hello, I am here.", "take_over": takes_over},
            "write_note": {"body": "They sound tired."},
            "snooze": {"until": conversation.created_at + dt.timedelta(days=2)},
            "resume_ai": {"note": "All settled."},
            "transfer": {"team_id": self.stage.team.pk, "agent_id": self.stage.ben.pk},
            "open_handoff": {"reason": "Looks difficult"},
        }
        try:
            getattr(desk, act)(conversation_id=conversation.pk, user=getattr(self.stage, who), **extras.get(act, {}))
        except (Conflict, Refused, NotVisible):
            return

    # What must hold at every moment.

    @invariant()
    def versions_have_no_gap_and_nothing_is_lost(self) -> None:
        for conversation in Conversation.objects.all():
            versions = list(conversation.events.order_by("version").values_list("version", flat=True))
            assert versions == list(range(1, conversation.version + 1))
            assert conversation.floor_token == conversation.events.filter(kind="floor.changed").count()
        inbound = Message.objects.filter(direction=Direction.INBOUND).values_list("provider_id", flat=True)
        assert sorted(inbound) == sorted(self.said)

    @invariant()
    def one_voice(self) -> None:
        for message in Message.objects.filter(author=Author.AI):
            changes = Event.objects.filter(conversation=message.conversation, kind="floor.changed")
            assert changes.filter(version__lt=message.version).count() == message.floor_token
            sent = Event.objects.filter(
                conversation=message.conversation, kind="message.sent", payload__message_id=str(message.pk)
            ).first()
            if sent:
                assert changes.filter(version__lt=sent.version).count() == message.floor_token

    @invariant()
    def the_floor_has_one_holder_and_matches_the_episode(self) -> None:
        for conversation in Conversation.objects.all():
            episode = Handoff.objects.filter(conversation=conversation, ended_at__isnull=True).first()
            assert (conversation.floor in (Floor.QUEUE, Floor.HUMAN)) == (episode is not None)
            if conversation.floor == Floor.HUMAN:
                assert conversation.holder_id is not None
                assert episode is not None
                assert episode.agent_id == conversation.holder_id
            if conversation.floor in (Floor.AI, Floor.NOBODY):
                assert conversation.holder_id is None
            assert (conversation.waiting_since is not None) == (conversation.floor == Floor.QUEUE)

    @invariant()
    def no_handoff_is_a_ghost(self) -> None:
        for handoff in Handoff.objects.filter(ended_at__isnull=True):
            assert handoff.acknowledgement_id is not None
            assert handoff.acknowledged_at is not None
            assert handoff.package["header"]
            assignment = Assignment.objects.get(handoff=handoff, ended_at__isnull=True)
            assert (assignment.team_id, assignment.agent_id) == (handoff.team_id, handoff.agent_id)
            assert Deadline.objects.filter(handoff=handoff, state=DeadlineState.ARMED).exists()
        assert not Deadline.objects.filter(handoff__ended_at__isnull=False, state=DeadlineState.ARMED).exists()

    @invariant()
    def no_customer_is_left_alone(self) -> None:
        for conversation in Conversation.objects.exclude(status=Status.RESOLVED):
            if conversation.floor == Floor.NOBODY:
                raise AssertionError("open, and nobody may speak")
            said = conversation.messages.exclude(direction=Direction.NOTE).order_by("-version")
            # An emoji alone asks for no answer.
            last = next((message for message in said if not message.extra.get("quiet")), None)
            unanswered = (
                last is not None and last.author == Author.LEAD and last.version > conversation.ai_since_version
            )
            if last is not None and conversation.floor == Floor.AI and unanswered:
                open_turns = AiTurn.objects.filter(conversation=conversation, inbound_version=last.version)
                assert open_turns.filter(state__in=(TurnState.DUE, TurnState.RUNNING)).exists()

    @invariant()
    def a_reactivated_customer_was_told(self) -> None:
        for handoff in Handoff.objects.filter(end_reason=EndReason.REACTIVATED):
            told = Message.objects.filter(
                conversation=handoff.conversation, purpose="reactivation", created_at__gte=handoff.ended_at
            )
            assert told.exists()


@pytest.mark.django_db
@pytest.mark.timeout(400)
def test_life_of_conversations() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
