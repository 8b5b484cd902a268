"""Two at once: a person against the AI, and a person against a person, on the real database with real threads."""

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import cast
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from accounts.models import User
from conversations.adapters.base import BusinessEcho, InboundItem, InboundMessage
from conversations.enums import Author, Delivery, Direction, Floor
from conversations.models import AiTurn, Conversation, Event, InboundEvent, Lead, Message, ReadCursor
from conversations.services import delivery
from conversations.services.thread import lock_thread
from conversations.wake import silenced
from routing.enums import DeadlineState
from routing.errors import Conflict
from routing.models import Assignment, Deadline, Handoff
from routing.services import deadlines, desk, intake
from routing.services.clocks import HANDLERS
from routing.services.turns.run import run_turn
from tests.factories import scenes
from tests.flows.stage import KNOWN_QUESTION, Stage, set_stage

pytestmark = pytest.mark.django_db(transaction=True)

TAKE_OVERS = 120
CLAIMS = 50
DUPLICATES = 20
REMINDERS = 30


def _accept(stage: Stage, customer: str, provider_id: str) -> None:
    content = InboundMessage(external_ids=(customer,), body=KNOWN_QUESTION)
    item = InboundItem(kind="message", provider_id=provider_id, raw={}, content=content)
    intake.accept(account=stage.account, items=[item])


def _take_over_after(pause: float, conversation_id: UUID, user: User) -> None:
    time.sleep(pause)
    desk.take_over(conversation_id=conversation_id, user=user)


@pytest.fixture
def stage() -> Stage:
    return set_stage()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor
        barrier = Barrier(2)
        for job in [executor.submit(_close, barrier) for _ in range(2)]:
            job.result()


def _close(barrier: Barrier) -> None:
    barrier.wait()
    connections.close_all()


def _race(pool: ThreadPoolExecutor, *acts: Callable[[], object]) -> list[object]:
    """Start all acts at the same instant; return what each returned or the Conflict that it met."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        with silenced():
            barrier.wait()
            try:
                return act()
            except Conflict as conflict:
                return conflict

    return [job.result() for job in [pool.submit(run, act) for act in acts]]


@pytest.mark.timeout(400)
def test_ai_never_speaks_after_a_person_took_over(stage: Stage, pool: ThreadPoolExecutor) -> None:
    chance = random.Random(7)
    spoke_first = 0
    for number in range(TAKE_OVERS):
        with silenced():
            conversation = stage.says(KNOWN_QUESTION, customer=f"racer-{number}")
        turn = AiTurn.objects.get(conversation=conversation)
        pause = chance.random() * 0.03
        _race(
            pool,
            partial(run_turn, turn_id=turn.pk),
            partial(_take_over_after, pause, conversation.pk, stage.ana),
        )
        taken = Event.objects.get(conversation=conversation, kind="floor.changed", payload__to=Floor.HUMAN)
        spoken = Message.objects.filter(conversation=conversation, author=Author.AI, direction=Direction.OUTBOUND)
        assert not spoken.filter(version__gt=taken.version).exists()
        spoke_first += spoken.exists()
        with silenced():
            delivery.deliver(conversation_id=conversation.pk)
        assert not spoken.exclude(delivery=Delivery.FAILED).exists(), "an AI draft was sent after the take-over"
    # Both sides must have won sometimes, or nothing was raced.
    assert 0 < spoke_first < TAKE_OVERS


@pytest.mark.timeout(400)
def test_of_two_who_claim_exactly_one_wins_and_the_other_is_told_who(stage: Stage, pool: ThreadPoolExecutor) -> None:
    winners = []
    for number in range(CLAIMS):
        with silenced():
            conversation = stage.says("Can I talk to a real person?", customer=f"claimed-{number}")
        assert conversation.floor == Floor.QUEUE
        results = _race(
            pool,
            partial(desk.claim, conversation_id=conversation.pk, user=stage.ana),
            partial(desk.claim, conversation_id=conversation.pk, user=stage.ben),
        )
        conflicts = [result for result in results if isinstance(result, Conflict)]
        conversation = stage.conversation(f"claimed-{number}")
        assert len(conflicts) == 1
        assert conflicts[0].holder_name == str(conversation.holder)
        assert Event.objects.filter(conversation=conversation, kind="handoff.claimed").count() == 1
        assert (
            Assignment.objects.get(handoff__conversation=conversation, ended_at__isnull=True).agent
            == conversation.holder
        )
        winners.append(conversation.holder_id)
    assert set(winners) <= {stage.ana.pk, stage.ben.pk}


def test_the_same_webhook_twice_at_the_same_instant_is_one_message(stage: Stage, pool: ThreadPoolExecutor) -> None:
    for number in range(DUPLICATES):
        customer, provider_id = f"doubled-{number}", f"wamid.doubled.{number}"
        _race(
            pool,
            partial(_accept, stage, customer, provider_id),
            partial(_accept, stage, customer, provider_id),
        )
        conversation = stage.conversation(customer)
        assert Message.objects.filter(conversation=conversation, direction=Direction.INBOUND).count() == 1
        assert InboundEvent.objects.filter(provider_id=provider_id).count() == 1
        assert AiTurn.objects.filter(conversation=conversation).count() <= 1
        assert Handoff.objects.filter(conversation=conversation).count() <= 1
    assert Conversation.objects.count() == DUPLICATES


def test_two_first_messages_of_a_new_customer_at_the_same_instant_are_one_thread(
    stage: Stage, pool: ThreadPoolExecutor
) -> None:
    for number in range(DUPLICATES):
        customer = f"new-{number}"
        _race(
            pool,
            partial(_accept, stage, customer, f"first.{number}"),
            partial(_accept, stage, customer, f"second.{number}"),
        )
        conversation = stage.conversation(customer)
        assert Message.objects.filter(conversation=conversation, direction=Direction.INBOUND).count() == 2
        assert [event.version for event in conversation.events.order_by("version")] == list(
            range(1, conversation.version + 1)
        )


def test_a_message_and_an_answer_to_another_spelling_of_the_number_at_the_same_instant_are_one_thread(
    stage: Stage, pool: ThreadPoolExecutor
) -> None:
    for number in range(DUPLICATES):
        written, today = f"5521{91234500 + number}", f"55219{91234500 + number}"
        content = BusinessEcho(external_ids=(written,), body="Hello")
        item = InboundItem(kind="echo", provider_id=f"echo.{number}", raw={}, content=content)
        _race(
            pool,
            partial(_accept, stage, today, f"spelled.{number}"),
            partial(intake.accept, account=stage.account, items=[item]),
        )
    assert Conversation.objects.count() == Lead.objects.count() == DUPLICATES
    assert InboundEvent.objects.filter(state="processed").count() == 2 * DUPLICATES
    assert Message.objects.filter(purpose="echo").count() == DUPLICATES


def test_the_database_itself_refuses_an_ai_message_without_the_floor(stage: Stage) -> None:
    conversation = stage.says("Can I talk to a real person?")
    stale = Message(
        conversation=conversation,
        account=stage.account,
        version=conversation.version + 1,
        direction=Direction.OUTBOUND,
        author=Author.AI,
        body="Me again",
        floor_token=0,
        delivery=Delivery.QUEUED,
        created_at=conversation.created_at,
    )
    with pytest.raises(IntegrityError, match="one voice"):
        stale.save(force_insert=True)


def _note_read(conversation_id: UUID, user: User) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        ReadCursor.objects.create(conversation_id=conversation_id, user=user)


@pytest.mark.only_on("postgresql")  # SQLite has one writer and no row locks
def test_rows_that_refer_to_a_conversation_are_written_beside_its_lock(stage: Stage, pool: ThreadPoolExecutor) -> None:
    """The relay marks a handoff and refers to its conversation; whoever holds that must not be waited for."""
    conversation = stage.says(KNOWN_QUESTION)
    with lock_thread(conversation.pk):
        pool.submit(_note_read, conversation.pk, stage.ana).result()
    assert ReadCursor.objects.filter(conversation=conversation, user=stage.ana).exists()


def test_two_workers_with_one_claim_remind_of_each_task_once(stage: Stage, pool: ThreadPoolExecutor) -> None:
    with silenced():
        for _ in range(REMINDERS):
            scenes.waiting(account=stage.account)
    now = timezone.now()
    Deadline.objects.filter(task__isnull=False).update(due_at=now)
    until = deadlines.claim(now=timezone.now())
    assert until is not None
    act = partial(deadlines.act, HANDLERS, until=until)
    assert sum(cast(tuple[int, int], result)[0] for result in _race(pool, act, act)) == REMINDERS
    assert Event.objects.filter(kind="task.fell_due").count() == REMINDERS
    states = Deadline.objects.filter(task__isnull=False).values_list("kind", "state")
    assert (
        sorted(states)
        == [("task_due", DeadlineState.FIRED)] * REMINDERS + [("task_overdue", DeadlineState.ARMED)] * REMINDERS
    )
