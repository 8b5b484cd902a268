"""The locked thread, the floor and what is said on it."""

import pytest
from django.db import IntegrityError, transaction

from conversations import clock
from conversations.enums import Author, Delivery, Direction, Floor
from conversations.events.talk import ConversationResolved
from conversations.models import Conversation, Event, Message
from conversations.services.floor import SUPERSEDED, StaleFloor, ai_may_speak, give_back_to_ai, move_floor
from conversations.services.outbound import Speech, queue_message, write_note
from conversations.services.tags import add_tags, set_tags
from conversations.services.thread import lock_thread
from tests.factories.accounts import UserFactory
from tests.factories.conversations import ConversationFactory, TagFactory
from tests.flows.test_life import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation() -> Conversation:
    return ConversationFactory.create()


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def test_events_are_numbered_without_a_gap_and_written_with_the_conversation(conversation) -> None:
    for outcomes in (["one", "two"], ["three"]):
        with lock_thread(conversation.pk) as thread:
            for outcome in outcomes:
                thread.record(ConversationResolved(outcome=outcome), actor=Author.SYSTEM)
    rows = list(conversation.events.order_by("version").values_list("version", "kind", "payload"))
    assert rows == [
        (1, "conversation.resolved", {"outcome": "one"}),
        (2, "conversation.resolved", {"outcome": "two"}),
        (3, "conversation.resolved", {"outcome": "three"}),
    ]
    assert fresh(conversation).version == 3


def test_a_failed_act_leaves_nothing(conversation) -> None:
    with pytest.raises(RuntimeError), lock_thread(conversation.pk) as thread:  # noqa: PT012 - the block is the act
        queue_message(thread, Speech(author=Author.SYSTEM, body="never said"))
        move_floor(thread, to=Floor.QUEUE, why="test", actor=Author.SYSTEM)
        raise RuntimeError
    assert fresh(conversation).version == 0
    assert fresh(conversation).floor == Floor.AI
    assert not Event.objects.exists()
    assert not Message.objects.exists()


def test_history_is_written_at_its_own_moment(conversation) -> None:
    with clock.at(START), lock_thread(conversation.pk) as thread:
        queue_message(thread, Speech(author=Author.SYSTEM, body="long ago"))
    assert Message.objects.get().created_at == START
    assert Event.objects.get().created_at == START
    assert fresh(conversation).last_message_at == START
    assert clock.now() > START


def test_a_missing_conversation_is_named() -> None:
    with pytest.raises(Conversation.DoesNotExist), lock_thread(ConversationFactory.build().pk):
        pass


def test_every_move_of_the_floor_counts_and_says_who_and_why(conversation) -> None:
    agent = UserFactory.create()
    with lock_thread(conversation.pk) as thread:
        move_floor(thread, to=Floor.QUEUE, why="asked", actor=Author.SYSTEM)
        waiting_since = thread.conversation.waiting_since
        assert waiting_since == thread.now
        move_floor(thread, to=Floor.HUMAN, why="claimed", actor=Author.AGENT, user=agent, holder=agent)
    moved = fresh(conversation)
    assert (moved.floor, moved.floor_token, moved.holder, moved.waiting_since) == (Floor.HUMAN, 2, agent, None)
    first, second = Event.objects.order_by("version")
    assert first.payload == {"from": "ai", "to": "queue", "why": "asked", "holder": None}
    assert second.payload == {"from": "queue", "to": "human", "why": "claimed", "holder": agent.pk}
    assert second.user == agent


def test_a_second_wait_keeps_the_time_of_the_first(conversation) -> None:
    with clock.at(START), lock_thread(conversation.pk) as thread:
        move_floor(thread, to=Floor.QUEUE, why="asked", actor=Author.SYSTEM)
    with lock_thread(conversation.pk) as thread:
        move_floor(thread, to=Floor.QUEUE, why="transfer", actor=Author.SYSTEM)
    assert fresh(conversation).waiting_since == START


def test_a_move_withdraws_what_the_ai_has_queued_and_nothing_else(conversation) -> None:
    with lock_thread(conversation.pk) as thread:
        ours = queue_message(thread, Speech(author=Author.SYSTEM, body="system"))
        ais = queue_message(thread, Speech(author=Author.AI, body="ai", floor_token=0))
    with lock_thread(conversation.pk) as thread:
        move_floor(thread, to=Floor.QUEUE, why="asked", actor=Author.SYSTEM)
    ours.refresh_from_db()
    ais.refresh_from_db()
    assert ours.delivery == Delivery.QUEUED
    assert (ais.delivery, ais.delivery_error, ais.next_attempt_at) == (Delivery.FAILED, SUPERSEDED, None)
    told = Event.objects.get(kind="message.failed")
    assert told.payload["message_id"] == str(ais.pk)


def test_the_ai_starts_afresh_when_it_gets_the_floor_back(conversation) -> None:
    with lock_thread(conversation.pk) as thread:
        move_floor(thread, to=Floor.QUEUE, why="asked", actor=Author.SYSTEM)
        thread.conversation.failed_attempts, thread.conversation.ai_disclosed = 3, True
        give_back_to_ai(thread, why="resumed", actor=Author.AGENT, note="n" * 900)
    back = fresh(conversation)
    assert (back.floor, back.floor_token, back.failed_attempts, back.ai_disclosed) == (Floor.AI, 2, 0, False)
    assert back.ai_since_version == back.version
    assert back.handback_note == "n" * 500


@pytest.mark.parametrize("token", [None, 0, 2])
def test_the_ai_speaks_only_under_its_own_token(conversation, token) -> None:
    with lock_thread(conversation.pk) as thread:
        move_floor(thread, to=Floor.QUEUE, why="asked", actor=Author.SYSTEM)
        move_floor(thread, to=Floor.AI, why="back", actor=Author.SYSTEM)
        move_floor(thread, to=Floor.AI, why="again", actor=Author.SYSTEM)
    conversation = fresh(conversation)
    assert conversation.floor_token == 3
    assert ai_may_speak(conversation, token=3)
    with pytest.raises(StaleFloor), lock_thread(conversation.pk) as thread:
        queue_message(thread, Speech(author=Author.AI, body="late", floor_token=token))
    assert not Message.objects.exists()


@pytest.mark.parametrize(("floor", "token"), [(Floor.QUEUE, 1), (Floor.HUMAN, 1), (Floor.NOBODY, 1), (Floor.AI, 0)])
def test_the_database_refuses_an_ai_message_whatever_the_code_believes(conversation, floor, token) -> None:
    with lock_thread(conversation.pk) as thread:
        move_floor(thread, to=floor, why="test", actor=Author.SYSTEM)
    row = Message(
        conversation=conversation, account=conversation.account, version=99, direction=Direction.OUTBOUND,
        author=Author.AI, body="me again", floor_token=token, created_at=START,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="one voice"), transaction.atomic():
        row.save(force_insert=True)


def test_a_note_is_no_message_to_the_customer(conversation) -> None:
    agent = UserFactory.create()
    with lock_thread(conversation.pk) as thread:
        note = write_note(thread, agent=agent, body="They sound tired.")
    assert (note.direction, note.delivery, note.next_attempt_at) == (Direction.NOTE, Delivery.NONE, None)
    assert fresh(conversation).last_message_at is None, "lists show what was said to the customer"
    assert Event.objects.get().kind == "message.noted"


def test_tags_are_added_once_and_the_change_is_told_once(conversation) -> None:
    vip, angry = TagFactory.create(slug="vip"), TagFactory.create(slug="angry")
    with lock_thread(conversation.pk) as thread:
        add_tags(thread, tags=[vip], actor=Author.SYSTEM)
        add_tags(thread, tags=[vip, angry], actor=Author.SYSTEM)
        add_tags(thread, tags=[vip, angry], actor=Author.SYSTEM)
    assert [event.payload["added"] for event in Event.objects.order_by("version")] == [["vip"], ["angry"]]
    with lock_thread(conversation.pk) as thread:
        set_tags(thread, slugs=["angry", "no-such-tag"], user=UserFactory.create())
    assert list(conversation.tags.all()) == [angry]
    assert Event.objects.last().payload == {"added": [], "removed": ["vip"]}  # type: ignore[union-attr]
