"""The watchdog does the workers' work while they are away, and looks again and again."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from conversations.enums import Author, Delivery, InboundState, Status, TurnState
from conversations.models import AiTurn, Conversation, Event, InboundEvent, Message
from conversations.wake import redirected, wake
from handoffdesk.jobs.context import Runs, write_runs
from handoffdesk.operations.models import Heartbeat
from handoffdesk.operations.watchdog.standin import StandIn
from handoffdesk.operations.watchdog.watch import Watch
from notifications.models import Notification
from notifications.services.relay import relay
from routing.models import Deadline, Handoff
from tests.factories import scenes
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, Stage, set_stage

HOURS_AGO = timedelta(hours=3)


@pytest.fixture
def stand_in():
    made = StandIn()
    yield made
    made.close()


def rounds(stand_in: StandIn, count: int = 4) -> None:
    """Let the stand-in work until everything that it took is done, a few times."""
    for _ in range(count):
        stand_in.step_in()
        wait_for(stand_in)


def wait_for(stand_in: StandIn) -> None:
    """Wait until the stand-in has done what it took."""
    while any(stand_in._taken.values()):
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
class TestStandIn:
    """No broker, no worker, no beat: the customer is served all the same."""

    @pytest.fixture
    def stage(self) -> Stage:
        """A desk whose wake-ups are lost: nothing consumes them here."""
        return set_stage()

    def test_a_wish_for_a_person_is_acknowledged_and_the_agents_are_told(self, stage, stand_in) -> None:
        with redirected(lambda *_: None):
            conversation = stage.says(ASKS_FOR_PERSON)
        Event.objects.update(created_at=timezone.now() - timedelta(seconds=10))
        rounds(stand_in)
        acknowledgement = Message.objects.get(conversation=conversation, purpose="acknowledgement")
        assert acknowledgement.delivery == Delivery.SENT
        assert Handoff.objects.get().notified_at is not None
        assert Notification.objects.filter(conversation=conversation).exists()

    def test_the_ai_answers(self, stage, stand_in) -> None:
        with redirected(lambda *_: None):
            stage.says(KNOWN_QUESTION)
        AiTurn.objects.update(due_at=timezone.now() - timedelta(seconds=10))
        rounds(stand_in)
        assert AiTurn.objects.get().state == TurnState.ANSWERED
        assert Message.objects.get(author=Author.AI).delivery == Delivery.SENT

    def test_deadlines_and_stored_webhooks_are_acted_on(self, stage, stand_in) -> None:
        with redirected(lambda *_: None):
            conversation = stage.says(ASKS_FOR_PERSON)
        Conversation.objects.update(status=Status.SNOOZED)
        Deadline.objects.create(kind="unsnooze", conversation=conversation, due_at=timezone.now())
        stored = InboundEvent.objects.create(account=stage.account, kind="ignored", provider_id="x", raw={})
        InboundEvent.objects.filter(pk=stored.pk).update(received_at=timezone.now() - HOURS_AGO)
        rounds(stand_in)
        assert scenes.fresh(conversation).status == Status.OPEN
        stored.refresh_from_db()
        assert stored.attempts or stored.state != InboundState.STORED

    def test_beside_living_workers_nothing_is_done_twice(self, stage, stand_in) -> None:
        with redirected(lambda *_: None):
            conversations = [stage.says(ASKS_FOR_PERSON, customer=f"c{number}") for number in range(5)]
        stand_in.step_in()
        stage.send_all()
        for conversation in conversations:
            relay(conversation_id=conversation.pk)
        rounds(stand_in)
        sent = Event.objects.filter(kind="message.sent")
        assert sent.count() == sent.values("conversation").distinct().count() == len(conversations)
        notes = Notification.objects.filter(kind="handoff.opened")
        assert notes.count() == notes.values("user", "event").distinct().count()

    def test_one_that_fails_does_not_stop_the_others(self, stage, stand_in) -> None:
        stand_in.take("conversations.deliver", {"conversation_id": "no such id"})
        with redirected(lambda *_: None):
            stage.says(ASKS_FOR_PERSON)
        rounds(stand_in)
        assert Message.objects.get(purpose="acknowledgement").delivery == Delivery.SENT


@pytest.mark.django_db(transaction=True)
class TestRound:
    """The watch as a whole."""

    def test_it_steps_in_when_the_sweeps_are_silent_and_out_when_they_are_back(self) -> None:
        stage, watch = set_stage(), Watch()
        with redirected(lambda *_: None):
            stage.says(ASKS_FOR_PERSON)
        acknowledgement = Message.objects.get(purpose="acknowledgement")
        watch.round()
        wait_for(watch.stand_in)
        acknowledgement.refresh_from_db()
        assert acknowledgement.delivery == Delivery.QUEUED
        watch.signs._seen["runs"] = (None, watch.signs._start - 60)
        watch.round()
        wait_for(watch.stand_in)
        acknowledgement.refresh_from_db()
        assert acknowledgement.delivery == Delivery.SENT
        write_runs("routing.sweep_turns", Runs(1))
        watch.round()
        assert not watch._stands_in
        assert Heartbeat.objects.filter(name="watchdog").exists()
        watch.stand_in.close()
        watch.post.close()

    def test_without_a_database_it_holds_still_and_goes_on(self) -> None:
        watch = Watch()

        def refuse(*_) -> None:
            raise OperationalError

        with connection.execute_wrapper(refuse):
            watch.round()
        watch.round()
        assert watch._rounds == 1
        watch.stand_in.close()
        watch.post.close()


@pytest.mark.django_db
def test_a_redirected_wake_up_is_handed_over_and_not_sent(django_capture_on_commit_callbacks) -> None:
    taken: list[tuple[str, dict[str, Any]]] = []
    with django_capture_on_commit_callbacks(execute=True), redirected(lambda *one: taken.append(one)):
        wake("conversations.deliver", conversation_id="1")
    assert taken == [("conversations.deliver", {"conversation_id": "1"})]
